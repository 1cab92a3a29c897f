"""The index behind search: trigrams, by FTS5 on SQLite and pg_trgm on PostgreSQL."""

from django.db import migrations

from tandem.core.operations import VendorSQL, binary_order

OLD = "INSERT INTO core_searchrow_fts(core_searchrow_fts, rowid, text) VALUES ('delete', old.id, old.text);"
NEW = "INSERT INTO core_searchrow_fts(rowid, text) VALUES (new.id, new.text);"


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        VendorSQL(
            sqlite=[
                "CREATE VIRTUAL TABLE core_searchrow_fts USING fts5("
                "text, content='core_searchrow', content_rowid='id', tokenize='trigram')",
                f"CREATE TRIGGER core_searchrow_ai AFTER INSERT ON core_searchrow BEGIN {NEW} END",
                f"CREATE TRIGGER core_searchrow_ad AFTER DELETE ON core_searchrow BEGIN {OLD} END",
                f"CREATE TRIGGER core_searchrow_au AFTER UPDATE OF text ON core_searchrow BEGIN {OLD} {NEW} END",
            ],
            back_sqlite=[
                "DROP TRIGGER core_searchrow_ai",
                "DROP TRIGGER core_searchrow_ad",
                "DROP TRIGGER core_searchrow_au",
                "DROP TABLE core_searchrow_fts",
            ],
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                "CREATE INDEX core_searchrow_trgm ON core_searchrow USING gin (text gin_trgm_ops)",
            ],
            back_postgresql=["DROP INDEX core_searchrow_trgm"],
        ),
        binary_order("core_searchrow", ["title_key"]),
    ]
