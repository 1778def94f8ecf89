"""`luzhi rules …`: measures in files, and from a draft to one in force."""

import typer

from commands import committee, conformance, interpretations, printing, rule_files, rule_versions

app = typer.Typer(no_args_is_help=True)
app.command("add")(committee.add_rules)
rule_versions.register(app)
rule_files.register(app)
app.command("print")(printing.print_rules)
app.command("notes")(interpretations.notes)
app.command("conformance")(conformance.conformance)
