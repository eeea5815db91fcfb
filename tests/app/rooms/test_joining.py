"""Codes, links and names, without a server."""

from pathlib import Path

import pytest
from starlette.datastructures import URL

from app.rooms.joining.links import doors_of, network_addresses, qr_code
from app.rooms.joining.names import ADJECTIVES, ANIMALS, LONGEST, clean, member_name
from app.rooms.keys import CODE_LENGTH, LETTERS, digest, new_code, new_key, read_code, shown_code
from app.rooms.outline import changed_fields, outline_of
from engine.spec.run import RunSpec


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code(())
    assert set(code) <= set(LETTERS)
    assert len(code) == CODE_LENGTH
    shown = shown_code(code)
    for typed in (shown, shown.lower(), f"  {code[:2]}-{code[2:]}", "\u2014".join(code), "\uff21" + code):
        assert read_code(typed).endswith(code)
    assert not set("0O1IL") & set(LETTERS)


def test_a_code_is_never_given_twice() -> None:
    letters = iter("A" * CODE_LENGTH + "B" * CODE_LENGTH)
    assert new_code({"A" * CODE_LENGTH}, lambda _: next(letters)) == "B" * CODE_LENGTH


def test_a_digest_tells_nothing_of_its_key() -> None:
    key = new_key()
    assert len(key) == 22
    assert key not in digest(key)
    assert digest("\ud800") != digest("")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("A\x00d\x1ba\x7f\u202e\u200b\ufeff", "Ada"),
        ("e\u0301", "\u00e9"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("\u200d\u200d", ""),
        ("👩" * 39 + "👩\u200d🔬", "👩" * 40),
        ("x" * 10_000, "x" * LONGEST),
        ("", ""),
    ],
)
def test_names_are_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_the_nameless_get_friendly_names_of_their_own() -> None:
    first = member_name("", [], lambda words: words[0])
    assert first == f"{ADJECTIVES[0]} {ANIMALS[0]}"
    assert member_name("", [first], lambda words: words[0]) == f"{first} 2"
    drawn = iter([0, 0, 1, 1])
    assert member_name("\u200b", [first], lambda words: words[next(drawn)]) == f"{ADJECTIVES[1]} {ANIMALS[1]}"


def test_long_names_leave_room_for_their_number() -> None:
    long = "x" * LONGEST
    names: list[str] = []
    for _ in range(12):
        names.append(member_name(long, names))
    assert len(set(names)) == 12
    assert max(map(len, names)) == LONGEST


@pytest.mark.parametrize(
    ("base", "host", "links"),
    [
        ("http://192.0.2.7:8000/api", "0.0.0.0", [("http://192.0.2.7:8000/p/join?room=r", "network")]),
        ("https://play.example.org/api", "127.0.0.1", [("https://play.example.org/p/join?room=r", "network")]),
        ("http://localhost:8000/api", "127.0.0.1", [("http://localhost:8000/p/join?room=r", "this machine")]),
        (
            "http://127.0.0.1:8000/api",
            "198.51.100.4",
            [
                ("http://127.0.0.1:8000/p/join?room=r", "this machine"),
                ("http://198.51.100.4:9000/p/join?room=r", "network"),
            ],
        ),
    ],
)
def test_links_reach_as_far_as_the_server_does(base: str, host: str, links: list[tuple[str, str]]) -> None:
    doors = doors_of(URL(base), "r", host, 9000, "/p")
    assert [(each.url, each.reach) for each in doors.links] == links
    assert doors.listens == ("this machine" if host == "127.0.0.1" else "network")


def test_a_container_does_not_know_its_address_outside(tmp_path: Path) -> None:
    mark = tmp_path / ".dockerenv"
    mark.touch()
    assert network_addresses([str(mark)]) == []
    assert not any(each.startswith("127.") for each in network_addresses([str(tmp_path / "none")]))


def test_a_qr_code_is_an_image_of_any_size() -> None:
    assert b"viewBox" in qr_code("http://192.0.2.7:8000/join?room=" + "r" * 12)


def spec(**fields: object) -> RunSpec:
    """A run."""
    return RunSpec.model_validate({"data": {"name": "circle"}, **fields})


def test_outlines_tell_which_fields_differ() -> None:
    plain = outline_of(spec())
    assert changed_fields(plain, outline_of(spec())) == []
    assert changed_fields(plain, outline_of(spec(seed=3, optimizer={"learning_rate": 0.5}))) == [
        "optimizer.learning_rate",
        "seed",
    ]
    assert changed_fields(plain, outline_of(spec(network={"layers": [{"units": 9}] * 20}))) == ["network.layers"]
    assert changed_fields(plain, outline_of(spec(data={"name": "spiral"}))) == ["data.name"]
    rows = {"name": "inline", "inputs": [[0.0, number] for number in range(1000)], "targets": [[0.0], [1.0]] * 500}
    own, other = spec(data=rows), spec(data={**rows, "inputs": [[1.0, number] for number in range(1000)]})
    assert changed_fields(outline_of(own), outline_of(other)) == ["data.rows"]
    assert max(map(len, outline_of(own).values())) <= 40
