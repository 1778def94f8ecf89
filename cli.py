"""The command line: which commands there are.

Exit codes: 0 done; 1 the data or the rules were refused; 2 the command was called wrongly; 130 interrupted.
"""

import typer
from typer.exceptions import TyperException

import screen
from commands import (
    accounts,
    audit,
    backup,
    carrying,
    checking,
    committee,
    conformance,
    connectors,
    deadlines,
    demo,
    explain,
    exports,
    feedback,
    imports,
    interpretations,
    jobs,
    keys,
    mapping,
    members,
    objections,
    printing,
    records,
    review,
    rights,
    rule_files,
    rule_versions,
    sample,
    score,
    serving,
    statements,
    template,
    terms,
    years,
)
from commands.ending import REFUSED, WRONG_CALL

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="履职：给委员的履职记录记分、排名，并说明每一分的来由。",
)
rules_app = typer.Typer(no_args_is_help=True, help="检查、验算、查看规则文件，加入数据库。")
app.add_typer(rules_app, name="rules")
app.add_typer(template.app, name="template")
app.add_typer(imports.app, name="import")
app.add_typer(exports.app, name="export")
app.add_typer(records.app, name="records")
app.add_typer(connectors.app, name="connectors")
app.add_typer(mapping.app, name="mapping")
app.add_typer(members.app, name="members")
members.app.command("carry-over")(carrying.carry_over)
app.add_typer(terms.app, name="terms")
app.add_typer(committee.runs_app, name="runs")
app.add_typer(years.app, name="years")
app.add_typer(deadlines.workdays_app, name="workdays")
app.command("due")(deadlines.due)
app.command("timeliness")(deadlines.timeliness)
app.add_typer(accounts.app, name="accounts")
app.add_typer(rights.app, name="rights")
app.add_typer(checking.app, name="database")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(jobs.app, name="jobs")
app.add_typer(feedback.app, name="feedback")
app.add_typer(review.app, name="review")
app.add_typer(sample.app, name="sample")
app.add_typer(objections.app, name="objections")
app.command("explain")(explain.explain)
app.command("statements")(statements.statements)
app.command("migrate")(committee.migrate)
app.command("recompute")(committee.recompute)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("serve")(serving.serve)
app.command("demo-database")(serving.demo_database)
app.command("score")(score.score)
app.command("demo")(demo.demo)
app.command("demo-year")(demo.demo_year)
rules_app.command("add")(committee.add_rules)
rule_versions.register(rules_app)
rule_files.register(rules_app)
rules_app.command("print")(printing.print_rules)
rules_app.command("notes")(interpretations.notes)
rules_app.command("conformance")(conformance.conformance)


def command() -> int:
    """Runs what the words of the command line say; a wrong call is answered in Chinese. The exit code."""
    try:
        return int(app(prog_name="luzhi", standalone_mode=False) or 0)
    except TyperException as wrong:
        screen.show_wrong_call(wrong)
        return WRONG_CALL
    except (ArithmeticError, RuntimeError, MemoryError) as fault:
        # Ours, not the caller's. Nothing was written; the data is no part of the message.
        screen.show_fault(fault)
        return REFUSED
