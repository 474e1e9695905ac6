"""All of the table, by group; and the lines that say something else once their marks are gone."""

from tests.domain.visits import everyday, odd
from tests.domain.visits.terms import Case

GROUPS: dict[str, list[Case]] = {
    "one-line": everyday.AT_THE_DOOR,
    "order": everyday.ANY_ORDER,
    "places": everyday.PLACES_SAID,
    "days": everyday.DAYS,
    "several": everyday.SEVERAL,
    "numbers": odd.NUMBERS,
    "again": odd.AGAIN,
    "classes": odd.CLASSES,
    "unknown": odd.UNKNOWN,
    "no-visit": odd.NO_VISIT,
    "refused": odd.REFUSED,
}

WITHOUT_MARKS: dict[str, str] = {
    "vneid 5 bản": "? where | vneid 5 người @ ? | nearest tổ 12, tổ 14, tổ 3",
    "vneid 5, à nhầm vneid 6 tổ 12": "? confirm | vneid 5 người @ tổ 12; vneid 6 người @ tổ 12 | said nham",
    "vneid năm tổ 12": "? how_many | vneid ? người @ tổ 12 | numbers 5",
    "vneid 5 nhà tổ 12": "? confirm | vneid 5 người @ tổ 12 | said nha",
    "dvc đăng ký kết hôn 2 người tổ 12": "? how_many | public_services ? người @ tổ 12 | numbers 2",
    "Mật: vneid 5 tổ 12": "? confirm | vneid 5 người @ tổ 12 | said Mat",
}
