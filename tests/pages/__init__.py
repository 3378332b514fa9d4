"""A folder for each test page: the page, and what must come of it."""
