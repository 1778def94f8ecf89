"""One request from its words to the bytes of its answer: prepared, looked up among kept answers, executed.

HTTP and WebSocket are two doors to the same engine, so limits, codes and masking cannot differ between them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

import orjson
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType, execute, subscribe
from strawberry import Schema
from strawberry.execution.is_awaitable import optimized_is_awaitable

from endpoint.cost import COST
from endpoint.documents import Document, Documents
from endpoint.errors import Unanswered, Wire, of_execution, of_fault, of_refusal, of_request, refusal_in
from endpoint.executor import Executor
from endpoint.limits import Limits, check_variables, too_large
from endpoint.persisted import Accepted, Persisted, Text
from kept import Dated, Kept
from rate import Rate
from services.refusal import Code, Refusal, TooManyRequests


class Context(Protocol):
    """What the engine has to know of a request's context; resolvers find more in it.

    `viewer` names the rights that the answer depends on: equal viewers may see equal answers. `version`
    is that of the data before execution; under None nothing is kept. `basis` is the part of the data that
    was asked, and the version of that part before it was read; None is the whole. `holds` says whether such
    a part is still as it was. `headers` are those that go back with an answer that was executed, over HTTP.
    `refused` is the code of a change that was refused in its payload.
    `account` is who is signed in, None: nobody is; `share` how much of the limit of cost is theirs, in
    percent. `over` waits until whoever is connected may not go on, and gives code and reason for the end of a
    WebSocket; None where nothing ends.
    """

    @property
    def over(self) -> Callable[[], Awaitable[tuple[int, str]]] | None: ...

    @property
    def share(self) -> int: ...

    @property
    def account(self) -> Hashable | None: ...

    @property
    def viewer(self) -> str: ...

    @property
    def version(self) -> Hashable | None: ...

    @property
    def basis(self) -> Hashable | None: ...

    @property
    def headers(self) -> Sequence[tuple[bytes, bytes]]: ...

    @property
    def refused(self) -> str | None: ...

    async def holds(self, basis: Hashable) -> bool: ...


# The JSON of an answer whose execution began: `{"data": …}`, and `errors` before it if some field failed.
Answer: TypeAlias = bytes
# What is asked: query, operation and variables; and for whom.
Words: TypeAlias = tuple[str, str | None, bytes]
Key: TypeAlias = tuple[Words, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's words, checked to be of the right types and within bounds."""

    text: Text
    operation_name: str | None
    variables: dict[str, Any]

    @property
    def query(self) -> str:
        """The text of the document."""
        return self.text.text


@dataclass(frozen=True, slots=True)
class Ready:
    """An operation that may run. `words` are what its answer is kept under; None where it may not be kept."""

    asked: Asked
    document: Document
    operation: OperationDefinitionNode
    words: Words | None
    cost: int

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation

    def key(self, context: Context) -> Key | None:
        """The place of the answer among those kept; None if it is not to be kept."""
        return None if self.words is None or context.version is None else (self.words, context.viewer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long an operation may run in seconds, and how many bytes of answers are kept."""

    seconds: float
    kept_answers: int
    kept_bytes: int


class Engine:
    """A schema ready to answer. It runs no Strawberry extensions: what they would do is done here."""

    def __init__(
        self,
        schema: Schema,
        limits: Limits,
        bounds: Bounds,
        accepted: Accepted | None = None,
        operations: Rate | None = None,
    ) -> None:
        if schema.extensions or schema.directives:
            raise ValueError("this engine runs no Strawberry extensions or operation directives")
        self.limits = limits
        self.bounds = bounds
        self._operations = operations or Rate(0)
        self.persisted = Persisted(accepted or Accepted())
        self.schema = schema._schema  # the graphql-core schema; Strawberry has no public name for it
        self.documents = Documents(self.schema, limits)
        self.answers: Kept[Key, Dated[Answer]] = Kept(bounds.kept_answers, bounds.kept_bytes)
        self._under_way: dict[tuple[Key, Hashable], asyncio.Event] = {}

    def read(self, told: Mapping[str, Any], account: Hashable | None = None) -> Asked:
        """What is asked, out of a decoded JSON object. Raises a Refusal that names the wrong entry."""
        name, variables, extensions = (
            told.get(each) for each in ("operationName", "variables", "extensions")
        )
        if name is not None and not isinstance(name, str):
            raise Refusal(Code.BAD_USER_INPUT, "operationName 应为文字", "operationName")
        if variables is not None and not isinstance(variables, dict):
            raise Refusal(Code.BAD_USER_INPUT, "variables 应为对象", "variables")
        if extensions is not None and not isinstance(extensions, dict):
            raise Refusal(Code.BAD_USER_INPUT, "extensions 应为对象", "extensions")
        if variables:
            check_variables(variables, self.limits)
        return Asked(self.persisted.find(told, account), name or None, variables or {})

    def prepare(self, asked: Asked, account: Hashable | None = None) -> Ready:
        """The operation asked for. Raises Unanswered if the document is refused, or a Refusal."""
        document = self.documents.get(asked.query, self.persisted.accepted.describes_to(account))
        operation = document.operation(asked.operation_name)
        if asked.variables:
            document.check_lists(operation, asked.variables)
        cost = document.cost(operation, asked.variables)
        self.persisted.register(asked.text)
        words = None
        if operation.operation is OperationType.QUERY and document.kept:
            variables = orjson.dumps(asked.variables, option=orjson.OPT_SORT_KEYS)
            words = (asked.query, asked.operation_name, variables)
        return Ready(asked, document, operation, words, cost)

    def count(self, context: Context) -> None:
        """Counts an operation of an account; raises `TooManyRequests`. Who is not known counts elsewhere."""
        wait = 0 if context.account is None else self._operations.take(context.account)
        if wait:
            raise TooManyRequests(wait)

    def permit(self, ready: Ready, context: Context) -> None:
        """Raises a Refusal for what others may ask and the one who asks may not.

        Changes have the whole limit: who may make them is asked elsewhere, and signing in is one.
        """
        most = self.limits.cost * context.share // 100
        if ready.cost > most and ready.kind is not OperationType.MUTATION:
            raise too_large(COST, most)
        if ready.document.describes and not self.persisted.accepted.describes_to(context.account):
            raise Refusal(Code.FORBIDDEN, "接口的说明（__schema、__type）不对外：登录以后再试", "query")

    async def kept(self, ready: Ready, context: Context) -> Answer | None:
        """The answer that is kept, if there is one and what it came from is as it was."""
        key = ready.key(context)
        return None if key is None else await self._known(key, context)

    async def made(self, ready: Ready, context: Context) -> Answer:
        """The answer, executed, and kept if it may be. Raises Unanswered for variables, or a Refusal."""
        key = ready.key(context)
        if key is None:
            return self.encode(ready, await self._executed(ready, context))
        return await self._first(key, ready, context)

    async def answer(self, ready: Ready, context: Context) -> Answer:
        """The answer of a query or mutation, kept or made. Raises as `made` does."""
        return await self.kept(ready, context) or await self.made(ready, context)

    async def _known(self, key: Key, context: Context) -> Answer | None:
        found = self.answers.get(key)
        if found is None or not await found.good(context.version, context.holds):
            return None
        return found.value

    async def _first(self, key: Key, ready: Ready, context: Context) -> Answer:
        """Execute what is not kept. Who asks the same meanwhile waits: a change sends all screens asking."""
        asked = (key, context.version)
        other = self._under_way.get(asked)
        if other is not None:
            await other.wait()
            return await self._known(key, context) or await self._kept(key, ready, context)
        done = self._under_way[asked] = asyncio.Event()
        try:
            return await self._kept(key, ready, context)
        finally:
            del self._under_way[asked]
            done.set()

    async def _kept(self, key: Key, ready: Ready, context: Context) -> Answer:
        result = await self._executed(ready, context)
        answer = self.encode(ready, result)
        # A resolver may have found out that the answer must not be kept, and cleared the version.
        if not result.errors and context.version is not None:
            dated = Dated(answer, context.version, context.basis)
            query, _, variables = key[0]
            self.answers.put(key, dated, len(answer) + len(query) + len(variables))
        return answer

    def encode(self, ready: Ready, result: ExecutionResult) -> Answer:
        """The JSON of a result. Raises Unanswered where nothing was executed."""
        told: dict[str, Any] = {}
        if result.errors:
            if result.data is None and not any(error.path for error in result.errors):
                raise Unanswered(of_request(result.errors, ready.document.node))
            of_change = ready.kind is OperationType.MUTATION
            node, most = ready.document.node, self.limits.errors
            told["errors"] = of_execution(result.errors, node, most, of_change=of_change)
        told["data"] = result.data
        try:
            return orjson.dumps(told)
        except orjson.JSONEncodeError as error:
            return orjson.dumps({"errors": [of_fault(error)], "data": None})

    async def _executed(self, ready: Ready, context: Context) -> ExecutionResult:
        try:
            async with asyncio.timeout(self.bounds.seconds):
                result = execute(self.schema, ready.document.node, **self._arguments(ready, context))
                return await result if isinstance(result, Awaitable) else result
        except TimeoutError:
            raise Refusal(Code.TIMEOUT, self._too_long(ready)) from None

    async def events(self, ready: Ready, context: Context) -> AsyncIterator[Answer]:
        """The answers of a subscription, one for each event. Raises as `answer` does."""
        source = subscribe(self.schema, ready.document.node, **self._arguments(ready, context))
        stream = await source if isinstance(source, Awaitable) else source
        if isinstance(stream, ExecutionResult):
            self._refuse(ready, stream)
        try:
            async for result in cast("AsyncIterator[ExecutionResult]", stream):
                yield self.encode(ready, result)
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()

    def _refuse(self, ready: Ready, result: ExecutionResult) -> None:
        errors = result.errors or []
        if any(error.path for error in errors):
            raise Unanswered(of_execution(errors, ready.document.node, self.limits.errors))
        raise Unanswered(of_request(errors, ready.document.node))

    def _arguments(self, ready: Ready, context: Context) -> dict[str, Any]:
        return {
            "variable_values": ready.asked.variables,
            "operation_name": ready.asked.operation_name,
            "context_value": context,
            "max_coercion_errors": self.limits.errors,
            "executor_class": Executor,
            "is_awaitable": optimized_is_awaitable,
            "operation_extensions": None,
        }

    def _too_long(self, ready: Ready) -> str:
        seconds = f"{self.bounds.seconds:g}"
        if ready.kind is OperationType.MUTATION:
            again = (
                "带了 requestKey 的，原样再发一次：做过的不会做第二遍，没做成的这次做；没有带的，先查询再决定"
            )
            return f"操作超过 {seconds} 秒，已停止等待。它可能已经生效，也可能没有。{again}"
        return f"查询超过 {seconds} 秒，已停止；请缩小范围"


def wires(error: Exception) -> list[Wire]:
    """The errors to answer for an exception that left the engine."""
    if isinstance(error, Unanswered):
        return error.errors
    if isinstance(error, Refusal):
        return [of_refusal(error)]
    if isinstance(error, GraphQLError):
        return of_request([error], None)
    refusal = refusal_in(error)
    return [of_fault(error) if refusal is None else of_refusal(refusal)]
