"""Committees."""

from typing import Any

import strawberry

from resolvers import activity as of_activity
from resolvers import analysis as of_analysis
from resolvers import bulletin as of_bulletin
from resolvers import closing, committee, connector, people, work_list
from resolvers import due as of_due
from resolvers import importing as of_importing
from resolvers import interpretation as of_interpretation
from resolvers import mapping as of_mapping
from resolvers import objection as of_objection
from resolvers import opinion_inbox as of_opinion_inbox
from resolvers import opinion_ratings as of_opinion_ratings
from resolvers import pasted as of_pasted
from resolvers import record as of_record
from resolvers import roster as of_roster
from resolvers import rule_set as of_rule_set
from resolvers import run as of_run
from resolvers import sample as of_sample
from resolvers import understanding as of_understanding
from resolvers import version as of_version
from resolvers import visibility as of_visibility
from resolvers import workdays as of_workdays
from resolvers.activity import Activity
from resolvers.analysis import FiguresOfYear, YearAnalysis
from resolvers.bulletin import Bulletin, BulletinPreview
from resolvers.closing import ClosingCheck, LateRecord
from resolvers.connector import ConnectorEvent
from resolvers.due import Timeliness
from resolvers.field import DATABASE, FILES, SEARCH, WORK, answered
from resolvers.global_id import Node
from resolvers.importing import ImportPreview
from resolvers.interpretation import Interpretation
from resolvers.kind import AttributeDefinition, KindDefinition
from resolvers.mapping import MappingChange, OfficeMapping
from resolvers.member import Member
from resolvers.objection import Objection
from resolvers.opinion import Opinion
from resolvers.opinion_ratings import OpinionRatingCount
from resolvers.page import Connection, paged
from resolvers.pasted import PastedName
from resolvers.people import Term
from resolvers.record import Record
from resolvers.rule_set import Measure
from resolvers.sample import Sample, SampleProposal
from resolvers.understanding import Understanding
from resolvers.visibility import RankVisibility
from resolvers.work_list import ReviewQueue, WorkList
from resolvers.workdays import Workdays
from schema.run import Closing, ScoreRun
from schema.version import RuleSetVersion
from services.committee.committees import CommitteeRow
from services.rights.role import Right


@strawberry.type(description="一个政协")
class Committee(Node):
    """A committee."""

    id: strawberry.ID = answered(committee.id_of, "全局 id", cost=0)
    code: str = strawberry.field(description="代号，如 zhoushan")
    name: str = strawberry.field(description="名称")
    revision: int = strawberry.field(description="修订号：每做一次修改加一")
    years: list[int] = answered(committee.years, "已有记分的年份，近的在前", cost=DATABASE)
    rank_visibility: RankVisibility = answered(
        of_visibility.rank_visibility, "委员之间看到怎样的排名", cost=DATABASE
    )
    run: ScoreRun | None = answered(
        of_run.of_year, "一年的记分：随记录更新的，或以某个名称保存的", cost=DATABASE
    )
    runs: Connection[ScoreRun] | None = paged(of_run.runs, "各次记分，新的在前", cost=DATABASE, row=4)
    rule_sets: Connection[Measure] | None = paged(
        of_rule_set.rule_sets, "保存的各版办法，新的在前", cost=DATABASE, row=10
    )
    versions: Connection[RuleSetVersion] | None = paged(
        of_version.versions, "各版办法，草稿也在内，新的在前", cost=DATABASE, row=10
    )
    rule_set: Measure | None = answered(of_rule_set.in_force, "一年生效的办法", cost=DATABASE)
    kinds: list[KindDefinition] | None = answered(
        of_rule_set.kinds, "一年里记录的种类", cost=DATABASE, size=30
    )
    member_attributes: list[AttributeDefinition] | None = answered(
        of_rule_set.member_attributes, "一年里委员的属性", cost=DATABASE, size=20
    )
    terms: list[Term] = answered(people.terms, "各届，按开始的日期", cost=DATABASE, size=3)
    roster: Connection[Member] | None = paged(
        people.roster, "一届的名册，按编号；离任的、没有记分的也在内", cost=SEARCH, row=8
    )
    members: Connection[Member] | None = paged(of_roster.members, "一年里在任的委员，按编号", cost=100, row=8)
    member: Member | None = answered(of_roster.member, "一年里一个编号的委员", cost=50)
    records: Connection[Record] | None = paged(of_record.records, "记录，新的在前", cost=SEARCH, row=4)
    review_queue: ReviewQueue | None = answered(
        work_list.review_queue, "等着我审核的；没有权限的，里面是空的", Right.REVIEW
    )
    work_list: WorkList | None = answered(work_list.work_list, "今天要办的：提交、审核、答复、批复")
    names_read: list[PastedName] | None = answered(
        of_pasted.names_of,
        "读一份粘贴的名单：每个姓名是哪位委员、情况怎样；只读，什么都不存，录入用 enterOccasion",
        kept=False,
        cost=SEARCH,
        size=100,
    )
    connector_events: Connection[ConnectorEvent] | None = paged(
        connector.events, "别的系统经接口交来的，新的在前", cost=DATABASE, row=4, kept=False
    )
    due: Connection[Record] | None = paged(
        of_due.awaited,
        "还没有提交的记录：草稿和退回的，最先到期的在前（履6）",
        cost=DATABASE,
        row=4,
        kept=False,
    )
    timeliness: list[Timeliness] | None = answered(
        of_due.timeliness, "一年里各部门录入各种类的及时情况，最多 2,000 行", cost=SEARCH, size=60
    )
    activity: list[Activity] | None = answered(
        of_activity.activity, "一年里各部门每月的会议活动和作品，按月，最多 2,000 行", cost=SEARCH, size=60
    )
    workdays: list[Workdays] | None = answered(
        of_workdays.of_committee, "写入的各年放假、调休的安排，近的在前", cost=DATABASE, size=2
    )
    interpretations: list[Interpretation] | None = answered(
        of_interpretation.of_year,
        "一年里对规则、期限的解释（履19），新的在前，撤回的也在内，最多 500 条",
        cost=DATABASE,
        size=20,
    )
    closings: list[Closing] | None = answered(
        closing.closings, "历次关账，新的在前，最多 100 次", cost=DATABASE
    )
    late_records: Connection[LateRecord] | None = paged(
        closing.late_records,
        "一个已关账的年份里，关账以后补录、改正、撤回的记录，新的在前",
        cost=SEARCH,
        row=4,
    )
    verify_closing: ClosingCheck | None = answered(
        closing.verify_closing, "把关了账的一年重算一遍，逐字节核对", cost=WORK
    )
    year_figures: FiguresOfYear | None = answered(
        of_analysis.figures, "一年的数字，全体的和各部门的（履12）", cost=WORK
    )
    analyses: list[YearAnalysis] | None = answered(
        of_analysis.analyses,
        "一年的分析（履12）：各部门最新的一版，全体的在最后，最多 100 个",
        cost=DATABASE,
        size=20,
    )
    analysis_versions: list[YearAnalysis] | None = answered(
        of_analysis.versions,
        "一个部门对一年的分析的各版，新的在前，最多 100 版",
        cost=DATABASE,
        size=20,
    )
    analysis_departments: list[str] = answered(
        of_analysis.own_departments, "本人可以替哪些部门写分析，按名称", Right.ENTER, kept=False, size=2
    )
    bulletins: list[Bulletin] | None = answered(
        of_bulletin.bulletins, "一年签发过的通报（履13），新的在前，最多 100 份", cost=DATABASE, size=2
    )
    bulletin_preview: BulletinPreview | None = answered(
        of_bulletin.preview, "一年的通报、或它的稿子有几页，关了账的才有", cost=WORK, kept=False
    )
    samples: Connection[Sample] | None = paged(
        of_sample.samples, "历次抽查（履7），新的在前", cost=DATABASE, row=4
    )
    sample: Sample | None = answered(of_sample.sample, "一个编号的抽查", cost=DATABASE)
    sample_proposal: SampleProposal | None = answered(
        of_sample.proposal, "名单现在会有多少条已归档的记录，建议抽几条", cost=SEARCH
    )
    objections: Connection[Objection] | None = paged(
        of_objection.objections,
        "由本部门答复的异议（委员工作委员会：全部），新的在前",
        Right.ANSWER_OBJECTIONS,
        kept=False,
        cost=DATABASE,
        row=8,
    )
    opinion_inbox: Connection[Opinion] | None = paged(
        of_opinion_inbox.inbox,
        "提交了的社情民意信息，新的在前",
        Right.REVIEW_OPINIONS,
        kept=False,
        cost=DATABASE,
        row=12,
    )
    opinion_ratings: Connection[Opinion] | None = paged(
        of_opinion_ratings.opinion_ratings,
        "有了答复的社情民意信息和作者的评价（议12），新的在前",
        Right.REVIEW_OPINIONS,
        kept=False,
        cost=2 * DATABASE,
        row=12,
    )
    opinion_rating_counts: list[OpinionRatingCount] | None = answered(
        of_opinion_ratings.opinion_rating_counts,
        "各主办单位的评价各有几条（议12），按名称",
        Right.REVIEW_OPINIONS,
        kept=False,
        cost=2 * DATABASE,
        size=20,
    )
    mapping: OfficeMapping | None = answered(
        of_mapping.of_committee, "对应表：导入时按它读本单位的表格", cost=DATABASE
    )
    mapping_changes: list[MappingChange] | None = answered(
        of_mapping.changes, "对应表历次的改动，新的在前，最多 100 次", cost=DATABASE
    )
    understanding: Understanding | None = answered(
        of_understanding.of_files,
        "一年的记录文件会怎么读懂，问什么，哪条规则要看的没有；只读，什么都不存",
        kept=False,
        cost=FILES,
    )

    import_preview: ImportPreview | None = answered(
        of_importing.preview,
        "导入交来的文件会改什么，哪里有错、怎样改；什么都不写入",
        Right.IMPORT,
        kept=False,
        cost=FILES,
    )

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a committee."""
        return isinstance(obj, CommitteeRow)
