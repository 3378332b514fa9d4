"""The benches: quality, speed and rule scale, each printed as a table with its peers beside it.

`python -m bench` runs them all in a short form. Nothing here is part of the product.
"""
