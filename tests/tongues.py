"""The same made-up news in many languages, to be put into the encodings that they were written in."""

TONGUES = {
    "russian": "Городской совет вчера вечером утвердил новый бюджет, в котором на ремонт мостов выделено"
    " почти вдвое больше денег, чем год назад. Жители набережной давно жаловались на трещины в опорах.",
    "ukrainian": "Міська рада вчора ввечері ухвалила новий бюджет, у якому на ремонт мостів виділено майже"
    " вдвічі більше грошей, ніж торік. Мешканці набережної давно скаржилися на тріщини в опорах.",
    "polish": "Rada miasta przyjęła wczoraj wieczorem nowy budżet, w którym na remont mostów przeznaczono"
    " prawie dwa razy więcej pieniędzy niż rok temu. Burmistrz obiecała, że prace zaczną się wiosną.",
    "czech": "Městská rada včera večer schválila nový rozpočet, ve kterém je na opravu mostů vyčleněno téměř"
    " dvakrát více peněz než loni. Obyvatelé nábřeží si už dlouho stěžovali na praskliny v pilířích.",
    "hungarian": "A városi tanács tegnap este elfogadta az új költségvetést, amelyben csaknem kétszer annyi"
    " pénz jut a hidak felújítására, mint egy évvel ezelőtt. A rakpart lakói régóta panaszkodnak.",
    "spanish": "El ayuntamiento aprobó anoche el nuevo presupuesto, que destina a la reparación de los"
    " puentes casi el doble de dinero que el año pasado. Las obras empezarán en primavera.",
    "german": "Der Stadtrat hat gestern Abend den neuen Haushalt beschlossen, in dem für die Sanierung der"
    " Brücken fast doppelt so viel Geld vorgesehen ist wie im Vorjahr. Die Straßenbahn fährt weiter.",
    "english": "“We have waited long enough,” said one resident – the cracks in the piers, she added, had"
    " been there for years. The mayor’s office promised that work would begin in spring.",
    "greek": "Το δημοτικό συμβούλιο ενέκρινε χθες το βράδυ τον νέο προϋπολογισμό, στον οποίο προβλέπονται"
    " σχεδόν διπλάσια χρήματα για την επισκευή των γεφυρών σε σχέση με πέρυσι.",
    "turkish": "Belediye meclisi dün akşam yeni bütçeyi onayladı; köprülerin onarımı için ayrılan para geçen"
    " yılın neredeyse iki katı. Başkan, çalışmaların ilkbaharda başlayacağına söz verdi.",
    "hebrew": "מועצת העיר אישרה אתמול בערב את התקציב החדש, שבו הוקצה לתיקון הגשרים כמעט כפול מן הסכום של"
    " השנה שעברה. תושבי הטיילת מתלוננים זה זמן רב על סדקים בעמודים ועל הרעש בלילות.",
    "arabic": "أقر المجلس البلدي مساء أمس الميزانية الجديدة التي تخصص لإصلاح الجسور ضعف المبلغ الذي خصص"
    " لها في العام الماضي تقريبا. ويشكو سكان الواجهة البحرية منذ زمن طويل من الشقوق.",
    "thai": "สภาเมืองอนุมัติงบประมาณใหม่เมื่อคืนนี้ โดยจัดสรรเงินสำหรับซ่อมสะพานเกือบสองเท่าของปีที่แล้ว",
    "japanese": "市議会は昨夜、新しい予算案を可決した。橋の修理に充てる費用は昨年のほぼ二倍になる。"
    "川沿いの住民は以前から、橋脚のひび割れと夜間の騒音に苦情を寄せていた。",
    "simplified": "市议会昨晚通过了新的预算，其中用于修理桥梁的经费几乎是去年的两倍。"
    "沿江的居民早就抱怨桥墩开裂，夜里噪音太大。市长承诺，工程将在春天动工。",
    "traditional": "市議會昨晚通過了新的預算，其中用於修理橋樑的經費幾乎是去年的兩倍。"
    "沿江的居民早就抱怨橋墩開裂，夜裡噪音太大。市長承諾，工程將在春天動工。",
    "korean": "시의회는 어젯밤 새 예산안을 통과시켰다. 다리 보수에 쓰일 비용은 지난해의 거의 두 배로"
    " 늘어난다. 강변 주민들은 오래전부터 교각의 균열과 밤마다 들리는 소음에 불만을 제기해 왔다.",
}
