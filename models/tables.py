"""Every table, for what has to see all of them: migrations and the check that none is missing."""

from models.account import Account, AccountSettings, Attempts, Session
from models.base import Base
from models.bulletin import Analysis, Bulletin, BulletinSending
from models.change import Change
from models.check_in import CheckIn, CheckInArrival, CheckInChallenge
from models.closing import Closing, Statement
from models.co_signature import CoSignature
from models.committee import Committee, Term
from models.connector import Connector, ConnectorEvent
from models.contact_point import ContactPoint
from models.correction import Correction
from models.department import Department, DepartmentLink, Group
from models.feedback import Feedback
from models.grant import Grant
from models.handling import Handling, HandlingAnswer, HandlingStep, HandlingUnit
from models.interpretation import Interpretation
from models.job import PROCRASTINATE, Job
from models.leave import Leave
from models.mapping import OfficeMapping
from models.member import MemberAttribute, Membership, Person
from models.notice import Delivery, Notice, NoticeChoice, NoticeFeed
from models.objection import Objection, ObjectionStep
from models.opinion import (
    Opinion,
    OpinionAuthor,
    OpinionDraft,
    OpinionOutcome,
    OpinionRating,
    OpinionStep,
    OpinionText,
)
from models.opinion_bulletin import OpinionBulletin
from models.opinion_call import OpinionCall, OpinionCallInvitee
from models.opinion_lead import OpinionLead, OpinionLeadStep
from models.opinion_meeting import OpinionMeeting
from models.opinion_paper import Paper, PaperItem, PaperStep, PaperText
from models.opinion_plan import OpinionPlan, OpinionPlanTarget
from models.outside import OutsideCode, OutsideIdentity, OutsideSignIn
from models.post import Post
from models.record import Outcome, Part, Record, Tie
from models.request_key import RequestKey
from models.rule_set import RuleSetVersion, Simulation
from models.sample import Sample, SampleFinding
from models.score import GroupScores, MemberScore, ScoreRun
from models.shipping import Shipping
from models.upload import Upload, UploadContent, UploadPiece
from models.workdays import Workdays

TABLES = (
    *(Committee, Term, Department, DepartmentLink, Group, Person, Membership, MemberAttribute),
    *(Record, Part, Outcome, Tie, Correction, RuleSetVersion, Simulation, ScoreRun, MemberScore, GroupScores),
    *(Closing, Statement, Change, OfficeMapping, RequestKey),
    *(Account, Session, Attempts, AccountSettings, Grant),
    *(OutsideIdentity, OutsideSignIn, OutsideCode),
    *(Feedback, Shipping),
    *(UploadContent, UploadPiece, Upload),
    *(CheckIn, CheckInChallenge, CheckInArrival),
    *(Job, Notice, Delivery, NoticeFeed, NoticeChoice),
    *(Leave, CoSignature, Connector, ConnectorEvent),
    *(Workdays, Interpretation),
    *(Sample, SampleFinding, Objection, ObjectionStep),
    *(Analysis, Bulletin, BulletinSending),
    *(Opinion, OpinionDraft, OpinionText, OpinionAuthor, OpinionStep, OpinionOutcome, OpinionRating),
    *(ContactPoint, OpinionCall, OpinionCallInvitee, OpinionLead, OpinionLeadStep),
    *(OpinionPlan, OpinionPlanTarget),
    *(Post, Paper, PaperText, PaperItem, PaperStep),
    *(Handling, HandlingUnit, HandlingAnswer, HandlingStep),
    *(OpinionMeeting, OpinionBulletin),
)
metadata = Base.metadata


def is_ours(name: str | None) -> bool:
    """Whether a table is one of these, and not one that a queue has brought along."""
    return name is None or not name.startswith(PROCRASTINATE)
