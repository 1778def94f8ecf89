"""The clock of the database in statements: what SQLAlchemy makes of one is made once."""

from sqlalchemy import select

from models.clock import Now


def test_a_statement_with_the_clock_is_put_together_once() -> None:
    # Without a key a statement is compiled at each execution: most of what a request cost.
    assert select(Now())._generate_cache_key() is not None
