"""The names that facts refer to - institutions, aliases, regions, units, indicators - each stored once."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from extractors.fact import Fact
from outputs.drivers import Driver
from outputs.indicators import parts
from outputs.prepared import Prepared
from outputs.registry_names import owner_and_level, renamed
from outputs.rows import Row, indicator_id, indicator_key, short_id
from outputs.unit_rows import unit_row

Named = tuple[Any, ...]
_NAMED = (
    *("kind", "text", "canonical", "institution_type", "institution"),
    *("region_code", "region", "unit", "unit_code", "indicator"),
)
_names: attrgetter[Named] = attrgetter(*_NAMED)


class Dimensions:
    """Collects what is not stored yet. Rows never change but for an institution's type that becomes known."""

    def __init__(self, driver: Driver, run_id: int) -> None:
        self._driver, self._run_id = driver, run_id
        self._institutions: dict[str, str | None] = dict(
            driver.query("SELECT canonical, institution_type FROM institution")
        )
        self._aliases: set[tuple[str, str]] = {
            (alias, owner) for alias, owner in driver.query("SELECT alias, institution_id FROM institution_alias")
        }
        self._regions = {code for (code,) in driver.query("SELECT region_code FROM region")}
        self._units = {(unit, code) for unit, code in driver.query("SELECT unit, unit_code FROM unit")}
        self._indicators = {hash(name) for (name,) in driver.query("SELECT indicator_id FROM indicator")}
        self._rows: dict[str, list[Row]] = {}
        self._typed: list[Row] = []
        self._codes: list[Row] = []
        self._renamings: set[tuple[str, str]] = {
            (old, new) for old, new in driver.query("SELECT old_id, new_id FROM institution_history")
        }

    def add(self, document: Prepared) -> None:
        """Note the names of a document and its facts."""
        publisher, region, region_code = document.place
        if region_code and region:
            self._region(region_code, region)
        if publisher:
            self._institution(publisher, None, region_code)
        names, institutions, regions, units = document.names, self._institutions, self._regions, self._units
        for met in names.institutions:
            if len(met) > 1:
                self._met(*met)
            elif met[0] not in institutions:
                self._institution(str(met[0]), None, None)
        for code, name in names.regions:
            if code not in regions:
                self._region(code, name)
        for unit, unit_code, kind in names.units:
            if (unit, unit_code) not in units:
                self._unit(unit, unit_code, kind)
        indicators = self._indicators
        for identity, name in names.indicators:
            if hash(identity) not in indicators:
                self._indicator(name)
        self._codes += names.credit_codes

    def add_facts(self, facts: Iterable[Fact]) -> None:
        """Note the names of facts."""
        self._note(map(_names, facts))

    def _note(self, named: Iterable[Named]) -> None:
        regions, units, institutions, indicators = self._regions, self._units, self._institutions, self._indicators
        for kind, text, canonical, type_, institution, code, region, unit, unit_code, indicator in named:
            if kind == "institution" and canonical:
                self._met(canonical, type_, code, text)
            elif institution and institution not in institutions:
                self._institution(institution, None, None)
            if code and code not in regions and region:
                self._region(code, region)
            if unit and unit_code and (unit, unit_code) not in units:
                self._unit(unit, unit_code, kind)
            if indicator and hash(indicator_id(indicator)) not in indicators:
                self._indicator(indicator)

    def flush(self) -> None:
        """Write what is new, inside the caller's transaction."""
        for table, rows in self._rows.items():
            self._driver.insert(table, rows)
        if self._typed:
            self._driver.execute("UPDATE institution SET institution_type = ? WHERE canonical = ?", self._typed)
        if self._codes:
            sql = "UPDATE institution SET credit_code = ? WHERE canonical = ? AND credit_code IS NULL"
            self._driver.execute(sql, self._codes)
        self._rows, self._typed, self._codes = {}, [], []

    def _met(self, canonical: Any, type_: Any, code: Any, text: Any) -> None:
        self._institution(canonical, type_, code)
        if text != canonical:
            self._alias(text, canonical)

    def _institution(self, canonical: str, institution_type: str | None, region_code: str | None) -> None:
        if canonical not in self._institutions:
            self._institutions[canonical] = institution_type
            parent, level = owner_and_level(canonical, self._institutions)
            if parent:
                self._institution(parent, None, None)
            identity, owner = short_id(canonical), short_id(parent) if parent else None
            row = (identity, canonical, institution_type, region_code, owner, self._run_id, level, None, None)
            self._put("institution", row)
            for old, new, since in renamed(canonical):
                self._renamed(old, new, since)
        elif institution_type and not self._institutions[canonical]:
            self._typed.append((institution_type, canonical))
            self._institutions[canonical] = institution_type

    def _renamed(self, old: str, new: str, since: str) -> None:
        key = (short_id(old), short_id(new))
        if key not in self._renamings:
            self._renamings.add(key)
            self._put("institution_history", (*key, old, new, since, self._run_id))

    def _alias(self, alias: str, canonical: str) -> None:
        key = (alias, short_id(canonical))
        if key not in self._aliases:
            self._aliases.add(key)
            self._put("institution_alias", (*key, self._run_id))

    def _region(self, code: str, name: str) -> None:
        if code in self._regions:
            return
        self._regions.add(code)
        self._put("region", (code, name, *region_place(code), self._run_id))

    def _unit(self, unit: str, code: str, kind: str) -> None:
        if kind == "duration":  # the code of a duration is its value (P5Y), not a unit
            return
        if (unit, code) not in self._units:
            self._units.add((unit, code))
            self._put("unit", unit_row(unit, code, kind, self._run_id))

    def _indicator(self, name: str) -> None:
        key, identity = indicator_key(name), indicator_id(name)
        self._indicators.add(hash(identity))  # a hash each: an eighth of all figures names a new one
        self._put("indicator", (identity, key, *parts(key), None, self._run_id, identity))

    def _put(self, table: str, row: Row) -> None:
        self._rows.setdefault(table, []).append(row)


class FewDimensions(Dimensions):
    """For a handful of facts: looks up their names only, where a knowledge base may hold a million."""

    def __init__(self, driver: Driver, run_id: int) -> None:
        self._driver, self._run_id = driver, run_id
        self._institutions, self._aliases = {}, set()
        self._regions, self._units, self._indicators = set(), set(), set()
        self._rows, self._typed, self._codes = {}, [], []
        self._renamings = set(driver.query("SELECT old_id, new_id FROM institution_history"))

    def add_facts(self, facts: Iterable[Fact]) -> None:
        """Note the names of facts."""
        facts = list(facts)
        for fact in facts:
            for name in filter(None, (fact.canonical, fact.institution)):
                sql = "SELECT canonical, institution_type FROM institution WHERE canonical = ?"
                self._institutions.update(dict(self._driver.query(sql, (name,))))
            sql = "SELECT alias, institution_id FROM institution_alias WHERE alias = ?"
            self._aliases.update((alias, owner) for alias, owner in self._driver.query(sql, (fact.text,)))
            if fact.region_code:
                sql = "SELECT region_code FROM region WHERE region_code = ?"
                self._regions.update(code for (code,) in self._driver.query(sql, (fact.region_code,)))
            if fact.unit:
                sql = "SELECT unit, unit_code FROM unit WHERE unit = ?"
                self._units.update((unit, code) for unit, code in self._driver.query(sql, (fact.unit,)))
            if fact.indicator:
                sql = "SELECT indicator_id FROM indicator WHERE indicator_id = ?"
                found = self._driver.query(sql, (indicator_id(fact.indicator),))
                self._indicators.update(hash(name) for (name,) in found)
        super().add_facts(facts)


def region_place(code: str) -> tuple[str | None, str]:
    """Parent code and level of a GB/T 2260 code: two digits a level.

    >>> region_place("500000"), region_place("500103")
    (('100000', 'province'), ('500100', 'county'))
    """
    if code.endswith("0000"):
        return (None, "country") if code == "100000" else ("100000", "province")
    if code.endswith("00"):
        return code[:2] + "0000", "city"
    return code[:4] + "00", "county"
