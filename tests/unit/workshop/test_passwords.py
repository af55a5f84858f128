"""What is refused as a password, and what is not."""

from __future__ import annotations

import pytest

from workshop.services.people.passwords import is_easy_to_guess

NAMES = ["facilitator", "Nyköping", "Budget of Skien, open meeting"]


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "Password12345", "P@ssw0rd1234", "pa$$w0rd2024", "passord123456", "Lösenord2026!"),
        *("qwertyuiop12", "qwertyuiopå¨", "1qaz2wsx3edc", "asdfghjkl123", "zxcvbnm12345", "poiuytrewq98"),
        *("123456789012", "012345678901", "987654321098", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl"),
        *("letmein12345", "welcome2024!", "Velkommen123", "Välkommen2026", "iloveyou1234", "jagälskardig1"),
        *("sommar2024!!", "Sommer202425", "vinter123456", "fotboll12345", "football2023", "hemligt12345"),
        *("administrator", "admin1234567", "superman1234", "Changeme1234", "testtesttest", "hej123hej123"),
        *("Stockholm2024", "norge1234567", "Nykoping2026", "Nyköping1234", "skienskien12", "facilitator1"),
        *("handlingsrom1", "Workshop2026", "kommune12345", "budsjett2026", "121212121212", "klimat2026!!"),
        *("zzzxxxxkkkk1v!", "abbabaaabbab", "gggjjjgjggjj"),
    ],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    assert is_easy_to_guess(password, NAMES)


@pytest.mark.parametrize(
    "password",
    [
        *("turnip lamp gravel nine", "a long enough sentence", "blåbær og rustne spiker", "k8#vQz!m2Lx9"),
        *(
            "correct horse battery staple",
            "Gjedda spiser syltetøy",
            "tjugo gröna paraplyer",
            "x7Gf-kk29-Wq3b",
        ),
        *("our password is written nowhere", "Min mormors gamla cykel", "trehundre hester i tåka"),
    ],
)
def test_an_honest_one_is_taken(password: str) -> None:
    assert not is_easy_to_guess(password, NAMES)
