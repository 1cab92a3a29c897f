"""The columnar twin: the same pools to the cent as Ibis expressions, for many millions of facts.

`settle_columnar(case)` gives what `settle(case)` gives; `expressions` are tables in, tables out, for DuckDB here and
for any other engine that Ibis speaks, such as Spark. Ibis and DuckDB are loaded when they are used.
"""
