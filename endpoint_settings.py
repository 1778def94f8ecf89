"""Settings of the GraphQL endpoint: what clients may send, how often, and what they are told."""

from dataclasses import dataclass

from setting import setting


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """The part of `settings.Settings` that says how the endpoint meets its clients."""

    get: str = setting(
        "closed",
        "LUZHI_GET",
        "closed 为网址里不能有查询的文字和变量（网址会留在历史和日志里），open 为可以",
        "Whether a GET may carry the text of a query and variables, which histories and logs then keep",
        choices=("closed", "open"),
    )
    account_requests: int = setting(
        6_000,
        "LUZHI_ACCOUNT_REQUESTS",
        "一个账号一分钟最多多少个查询、修改、订阅；一条 WebSocket 连接一分钟最多多少条消息；0 为不限",
        "Most operations of an account, and messages on one WebSocket connection, in a minute; 0: any number",
        least=0,
        most=10_000_000,
    )
    address_requests: int = setting(
        30_000,
        "LUZHI_ADDRESS_REQUESTS",
        "一个地址一分钟最多多少个请求，本机的不算；0 为不限。许多人共用一个出口的，按人数放宽",
        "Most requests of an address in a minute, this machine's apart; 0 for any number",
        least=0,
        most=100_000_000,
    )
    address_failures: int = setting(
        200,
        "LUZHI_ADDRESS_FAILURES",
        "一个地址一小时最多多少次登录、设密码没有成，再多的不核对、不留痕，答复 429；0 为不限",
        "Most sign-ins of an address that may fail in an hour; more are not even compared; 0: any number",
        least=0,
        most=1_000_000,
    )
    check_in_seconds: int = setting(
        15,
        "LUZHI_CHECK_IN_SECONDS",
        "会场屏幕上的签到码每隔多少秒换一次；换下的再认一个间隔，给正在扫的人",
        "Seconds after which the code of an occasion is another; the one before counts for as long again",
        least=5,
        most=300,
    )
    introspection: str = setting(
        "signed-in",
        "LUZHI_INTROSPECTION",
        "接口的说明（__schema）和“是不是……”的提示给谁：open 谁都给，signed-in 给登录的人，closed 不给",
        "Whom the schema is described to, and names suggested from it: open, signed-in or closed (nobody)",
        choices=("open", "signed-in", "closed"),
    )
    documents: str = setting(
        "",
        "LUZHI_DOCUMENTS",
        "一个文件夹，里面（连同下面的）每个 .graphql 文件是一个可以按 SHA-256 来要的查询；空为没有",
        "Folder of .graphql documents that clients may ask for by their SHA-256",
    )
    accepted_documents: str = setting(
        "any",
        "LUZHI_ACCEPTED_DOCUMENTS",
        "any 为什么查询都做，listed 为只做 LUZHI_DOCUMENTS 里的",
        "any: whatever clients write; listed: the documents of LUZHI_DOCUMENTS and nothing else",
        choices=("any", "listed"),
    )
    registered_documents: int = setting(
        1_000,
        "LUZHI_REGISTERED_DOCUMENTS",
        "登录的人的程序最多可以登记多少个查询，以后按 SHA-256 来要（APQ）；在内存里，0 为不收",
        "Most documents that signed-in people may register to be asked for by hash; in memory, 0: none",
        least=0,
        most=100_000,
    )
