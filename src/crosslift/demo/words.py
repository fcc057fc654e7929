"""The demo company's words, English and Russian side by side: it supplies cafés, bakeries, hotels and offices."""

from typing import NamedTuple


class ProductWords(NamedTuple):
    """A product of the demo: names, line, unit, price and cost in euro, how many are usually taken, how popular."""

    code: str
    en: str
    ru: str
    line: int
    unit: tuple[str, str]
    price: int
    cost: int
    quantity: int
    popularity: float


LINES = (
    ("Coffee machines", "Кофемашины"),
    ("Grinders", "Кофемолки"),
    ("Coffee and tea", "Кофе и чай"),
    ("Syrups and milk", "Сиропы и молоко"),
    ("Water", "Вода"),
    ("Care", "Уход"),
    ("Serving", "Подача"),
    ("Furniture", "Мебель"),
)
_PIECE, _BOX, _SACK, _CASE, _YEAR = (
    ("piece", "шт."), ("box", "кор."), ("sack 10 kg", "мешок 10 кг"), ("case of 12", "ящик 12 шт."), ("year", "год"),
)  # fmt: skip
PRODUCTS = (
    ProductWords("CM-2", "Espresso machine Duo, two groups", "Эспрессо-машина Duo, две группы", 0, _PIECE, 4900, 3550, 1, 0.20),
    ProductWords("CM-1", "Espresso machine Solo, one group", "Эспрессо-машина Solo, одна группа", 0, _PIECE, 2600, 1900, 1, 0.22),
    ProductWords("CM-A", "Automatic machine Barista 5", "Автомат Barista 5", 0, _PIECE, 3300, 2500, 1, 0.18),
    ProductWords("CM-F", "Filter brewer Urn 10 l", "Фильтр-кофеварка Urn 10 л", 0, _PIECE, 640, 430, 1, 0.14),
    ProductWords("CM-T", "Tea boiler Samovar 20", "Бойлер для чая «Самовар 20»", 0, _PIECE, 720, 510, 1, 0.10),
    ProductWords("GR-64", "Grinder Disc 64", "Кофемолка Disc 64", 1, _PIECE, 690, 470, 1, 0.12),
    ProductWords("GR-83", "Grinder Disc 83", "Кофемолка Disc 83", 1, _PIECE, 1150, 800, 1, 0.08),
    ProductWords("GR-H", "Hand tamper and mat", "Темпер и коврик", 1, _PIECE, 64, 29, 2, 0.12),
    ProductWords("CO-H", "House blend coffee", "Кофе «Домашний купаж»", 2, _SACK, 148, 96, 6, 0.42),
    ProductWords("CO-E", "Ethiopia single origin", "Эфиопия, моносорт", 2, _SACK, 232, 158, 3, 0.18),
    ProductWords("CO-D", "Decaf coffee", "Кофе без кофеина", 2, _SACK, 196, 137, 2, 0.12),
    ProductWords("TE-B", "Black tea, loose", "Чай чёрный, листовой", 2, _BOX, 58, 31, 4, 0.24),
    ProductWords("TE-H", "Herbal tea, pyramids", "Травяной чай, пирамидки", 2, _BOX, 44, 22, 4, 0.16),
    ProductWords("CH-P", "Drinking chocolate", "Горячий шоколад", 2, _CASE, 86, 52, 3, 0.16),
    ProductWords("SY-V", "Vanilla syrup", "Сироп ванильный", 3, _CASE, 74, 41, 4, 0.20),
    ProductWords("SY-C", "Caramel syrup", "Сироп карамельный", 3, _CASE, 74, 41, 4, 0.18),
    ProductWords("SY-L", "Lavender syrup", "Сироп лавандовый", 3, _CASE, 79, 45, 2, 0.08),
    ProductWords("MI-O", "Oat milk for baristas", "Овсяное молоко для бариста", 3, _CASE, 33, 22, 10, 0.22),
    ProductWords("MI-A", "Almond milk for baristas", "Миндальное молоко для бариста", 3, _CASE, 38, 26, 6, 0.12),
    ProductWords("WA-F", "Water filter Pure 500", "Фильтр для воды Pure 500", 4, _PIECE, 210, 124, 1, 0.16),
    ProductWords("WA-C", "Filter cartridges", "Сменные картриджи", 4, _BOX, 92, 48, 3, 0.14),
    ProductWords("WA-S", "Water softener", "Умягчитель воды", 4, _PIECE, 340, 228, 1, 0.07),
    ProductWords("CA-D", "Descaler", "Средство от накипи", 5, _CASE, 54, 24, 3, 0.18),
    ProductWords("CA-T", "Cleaning tablets", "Чистящие таблетки", 5, _BOX, 39, 15, 4, 0.20),
    ProductWords("CA-M", "Milk system cleaner", "Очиститель молочной системы", 5, _CASE, 61, 28, 3, 0.10),
    ProductWords("CA-S", "Service contract, yearly", "Договор на обслуживание, год", 5, _YEAR, 780, 410, 1, 0.10),
    ProductWords("SE-C", "Cups, porcelain, set of 24", "Чашки фарфоровые, 24 шт.", 6, _BOX, 118, 66, 3, 0.18),
    ProductWords("SE-T", "Takeaway cups 300 ml", "Стаканы с собой 300 мл", 6, _CASE, 46, 27, 12, 0.26),
    ProductWords("SE-L", "Lids for takeaway cups", "Крышки для стаканов", 6, _CASE, 24, 13, 12, 0.14),
    ProductWords("SE-P", "Milk pitchers, set", "Питчеры, набор", 6, _BOX, 72, 34, 2, 0.12),
    ProductWords("SE-S", "Sugar sticks", "Сахар в стиках", 6, _BOX, 19, 9, 8, 0.28),
    ProductWords("SE-B", "Cake display, chilled", "Витрина для тортов, холодная", 6, _PIECE, 1850, 1330, 1, 0.07),
    ProductWords("FU-T", "Café table, round", "Стол для кафе, круглый", 7, _PIECE, 165, 98, 6, 0.08),
    ProductWords("FU-C", "Café chair, bent wood", "Стул венский", 7, _PIECE, 84, 49, 16, 0.08),
    ProductWords("FU-S", "Bar stool", "Барный табурет", 7, _PIECE, 97, 58, 6, 0.06),
    ProductWords("FU-U", "Parasol for the terrace", "Зонт для веранды", 7, _PIECE, 240, 150, 3, 0.06),
)  # fmt: skip
# Planted associations, by code: who has the first also takes the second, this often beyond its popularity.
PLANTED = (
    ("CM-2", "GR-83", 0.62), ("CM-1", "GR-64", 0.58), ("CM-2", "CA-S", 0.48), ("CM-A", "CA-M", 0.52),
    ("CM-A", "CA-T", 0.50), ("WA-F", "WA-C", 0.66), ("CM-2", "WA-F", 0.42), ("SE-T", "SE-L", 0.60),
    ("CO-E", "GR-H", 0.34), ("MI-O", "SE-P", 0.34), ("SY-V", "SY-C", 0.46), ("FU-T", "FU-C", 0.70),
    ("CM-T", "TE-B", 0.56), ("CH-P", "SY-V", 0.30), ("SE-B", "SE-C", 0.44), ("CO-D", "MI-A", 0.36),
)  # fmt: skip
# What the catalogue itself proposes: from, to, kind, drives the cross-sale
LINKS = (
    ("CM-2", "WA-F", "additional", True), ("CM-2", "CA-S", "additional", True), ("CM-1", "WA-F", "additional", True),
    ("CM-1", "GR-64", "additional", True), ("CM-2", "GR-83", "additional", True), ("CM-A", "CA-M", "additional", True),
    ("GR-64", "GR-H", "related", True), ("SE-T", "SE-L", "additional", True), ("WA-F", "WA-C", "additional", True),
    ("FU-T", "FU-C", "related", True), ("CM-1", "CM-2", "premium", False), ("GR-64", "GR-83", "premium", False),
    ("CM-2", "CM-A", "alternative", False), ("CO-H", "CO-E", "premium", False), ("CM-T", "TE-B", "related", True),
)  # fmt: skip
PLACES = (
    ("Café", "Кофейня"), ("Bakery", "Пекарня"), ("Hotel", "Гостиница"), ("Bistro", "Бистро"), ("Tea house", "Чайная"),
    ("Canteen", "Столовая"), ("Pastry shop", "Кондитерская"), ("Restaurant", "Ресторан"),
)  # fmt: skip
NAMES = (
    ("Swan", "Лебедь"), ("Lantern", "Фонарь"), ("Old Mill", "Старая мельница"), ("North", "Север"), ("Harbour", "Гавань"),
    ("Linden", "Липа"), ("Corner", "Угол"), ("Morning", "Утро"), ("Cherry", "Вишня"), ("Bridge", "Мост"),
    ("Magpie", "Сорока"), ("Compass", "Компас"), ("Garden", "Сад"), ("Station", "Вокзал"), ("Amber", "Янтарь"),
    ("Kettle", "Чайник"), ("Sparrow", "Воробей"), ("Mirror", "Зеркало"), ("Cloud", "Облако"), ("Cinnamon", "Корица"),
    ("Fountain", "Фонтан"), ("Maple", "Клён"), ("Piano", "Рояль"), ("Sunday", "Воскресенье"), ("Poppy", "Мак"),
    ("Island", "Остров"), ("Ginger", "Имбирь"), ("Library", "Библиотека"), ("Velvet", "Бархат"), ("Pilgrim", "Странник"),
)  # fmt: skip
CITIES = (
    ("Tallinn", "Таллин", "Estonia", "Эстония"), ("Riga", "Рига", "Latvia", "Латвия"),
    ("Vilnius", "Вильнюс", "Lithuania", "Литва"), ("Almaty", "Алматы", "Kazakhstan", "Казахстан"),
    ("Tbilisi", "Тбилиси", "Georgia", "Грузия"), ("Yerevan", "Ереван", "Armenia", "Армения"),
    ("Helsinki", "Хельсинки", "Finland", "Финляндия"), ("Belgrade", "Белград", "Serbia", "Сербия"),
)  # fmt: skip
FIRST = (
    ("Anna", "Анна"), ("Mark", "Марк"), ("Elena", "Елена"), ("Peter", "Пётр"), ("Maria", "Мария"), ("Oleg", "Олег"),
    ("Nina", "Нина"), ("Victor", "Виктор"), ("Tamara", "Тамара"), ("Leo", "Лев"), ("Irina", "Ирина"), ("Roman", "Роман"),
)  # fmt: skip
LAST = (
    ("Tamm", "Тамм"), ("Ozols", "Озолс"), ("Bek", "Бек"), ("Aleksidze", "Алексидзе"), ("Kask", "Каск"), ("Petrak", "Петрак"),
    ("Saar", "Саар"), ("Mirzoyan", "Мирзоян"), ("Jovic", "Йович"), ("Lehto", "Лехто"), ("Karimov", "Каримов"), ("Liepa", "Лиепа"),
)  # fmt: skip
# e-mail, English and Russian name, role, team
PEOPLE = (
    ("admin@demo.local", "Clara Winter", "Клара Винтер", "administrator", -1),
    ("head@demo.local", "Daniel Brandt", "Даниил Брандт", "head", 0),
    ("seller@demo.local", "Vera Hill", "Вера Хилл", "seller", 0),
    ("max@demo.local", "Max Frey", "Макс Фрей", "seller", 0),
    ("cecilia@demo.local", "Cecilia Lamm", "Сесилия Ламм", "seller", 0),
    ("head.south@demo.local", "Martin Marsh", "Мартин Марш", "head", 1),
    ("anna@demo.local", "Anna Snow", "Анна Сноу", "seller", 1),
    ("dora@demo.local", "Dora Schein", "Дора Шейн", "seller", 1),
    ("lena@demo.local", "Lena Wenz", "Лена Венц", "seller", 1),
    ("client@demo.local", "Gloria Cole", "Глория Коул", "client_manager", 1),
    ("product@demo.local", "Pavel Orlov", "Павел Орлов", "product_manager", -1),
    ("market@demo.local", "Nika Huff", "Ника Хафф", "marketer", -1),
    ("analyst@demo.local", "Natalya Ivanova", "Наталья Иванова", "analyst", -1),
)
TEAMS = (("North", "Север"), ("South", "Юг"))
STEPS = (
    ("Call about the offer", "Позвонить по предложению"), ("Send the price list", "Отправить прайс-лист"),
    ("Tasting on site", "Дегустация на месте"), ("Ask for the decision", "Спросить о решении"),
    ("Agree the delivery dates", "Согласовать даты поставки"), ("Send samples", "Отправить образцы"),
)  # fmt: skip
CALLS = (
    ("Wants a second quote with delivery included.", "Просит второе предложение с доставкой."),
    ("The owner decides, back on Monday.", "Решает владелец, вернётся в понедельник."),
    ("Liked the samples, asked about service.", "Образцы понравились, спросили про обслуживание."),
    ("Budget is approved for this quarter.", "Бюджет на этот квартал утверждён."),
    ("Compares with a local supplier.", "Сравнивает с местным поставщиком."),
)  # fmt: skip
NEEDS = (
    ("Opening a second location", "Открывают вторую точку"), ("Renewing the coffee corner", "Обновляют кофейный уголок"),
    ("Terrace season", "Сезон веранды"), ("Breakfast for hotel guests", "Завтраки для гостей"),
)  # fmt: skip
POSITIONS = (("Owner", "Владелец"), ("Manager", "Управляющий"), ("Buyer", "Закупщик"))
