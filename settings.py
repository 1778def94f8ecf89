"""Every setting of the server: its environment variable, its default, what it is for.

`Settings.of(os.environ)` reads them all at once and refuses with every mistake at once. Nothing else in the
house reads the environment for a setting.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from address_settings import names_of, wrong_addresses
from notice_settings import NoticeSettings, wrong_notices
from provider_settings import loopback as loopback
from provider_settings import wrong_providers
from services.audit.syslog import is_target
from setting import SettingsRefused as SettingsRefused
from setting import kind_of, setting, told_by, wrong_with

# Characters: what nobody guesses.
LEAST_TOKEN = 20


@dataclass(frozen=True, slots=True)
class Settings(NoticeSettings):
    """The settings of one server. A field's metadata names its variable and describes it."""

    database: str = setting(
        "sqlite:///luzhi.db",
        "LUZHI_DATABASE",
        "数据库地址：sqlite:///文件（相对于当前目录）或 postgresql://用户@主机/库",
        "Address of the database: sqlite:///file (relative to the working directory) or postgresql://…",
    )
    key_file: str = setting(
        "",
        "LUZHI_KEY_FILE",
        "密钥文件，改动记录用它盖章；不写时在 SQLite 文件旁边（文件名后加 .key），"
        "PostgreSQL 的在当前目录（luzhi.key）。没有时自动建立；要另存一份，不要与数据库的备份放在一起",
        "File of the master key, which proves the trail; without it beside the file of SQLite, its name with"
        " .key behind it, for PostgreSQL luzhi.key in the working directory. Made where it is missing",
    )
    host: str = setting(
        "127.0.0.1",
        "LUZHI_HOST",
        "监听的地址。本机以外的（如 0.0.0.0）要有证书，或者前面有 LUZHI_PROXY",
        "Address to listen on; beyond loopback only with a certificate, or behind LUZHI_PROXY",
    )
    port: int = setting(
        8000,
        "LUZHI_PORT",
        "监听的端口；0 为任选一个空闲的。没有 LUZHI_PORT 时读 PORT",
        "Port to listen on, 0 for any free one; PORT is read if LUZHI_PORT is missing",
        least=0,
        most=65_535,
        also="PORT",
    )
    proxy: str = setting(
        "",
        "LUZHI_PROXY",
        "有证书的反向代理的 IP 地址。只接受它转来的请求，由它写上 X-Forwarded-Proto 和 X-Forwarded-For；"
        "不写则代理转来的请求一律拒绝",
        "Address of the reverse proxy with TLS that may pass requests on, and the only one whose forwarded"
        " headers are believed; without it whatever a proxy passes on is refused",
    )
    tls_certificate: str = setting(
        "",
        "LUZHI_TLS_CERTIFICATE",
        "证书文件（PEM）：服务器自己的在前，签发它的在后；写了就用 https",
        "File of the certificate, PEM, what certifies it behind it; with it the server speaks https",
    )
    tls_key: str = setting(
        "",
        "LUZHI_TLS_KEY",
        "证书的密钥文件（PEM，不带口令），只有服务的用户能读",
        "File of the key of the certificate, PEM, which only the user of the service may read",
    )
    host_names: str = setting(
        "",
        "LUZHI_HOST_NAMES",
        "大家访问用的主机名，几个的用逗号隔开，写了的才接受（在本机用本机的地址也可以）；"
        "LUZHI_PUBLIC_URL 里的不用再写",
        "Names by which the server may be asked for, commas between; that of LUZHI_PUBLIC_URL is one of them",
    )
    origins: str = setting(
        "",
        "LUZHI_ORIGINS",
        "别的地址上的网页也可以发来修改的，写它的地址，如 https://kanban.example.gov.cn，几个的用逗号隔开",
        "Origins of pages elsewhere that may send changes, commas between",
    )
    header_bytes: int = setting(
        65_536,
        "LUZHI_HEADER_BYTES",
        "一个请求的请求行和请求头合起来最多多少字节",
        "Largest request line and headers of a request, in bytes",
        least=1_024,
        most=1_048_576,
    )
    body_bytes: int = setting(
        262_144,
        "LUZHI_BODY_BYTES",
        "一个请求最多多少字节",
        "Largest body of a request and largest WebSocket message, in bytes",
        least=1_024,
        most=67_108_864,
    )
    query_characters: int = setting(
        20_000,
        "LUZHI_QUERY_CHARACTERS",
        "一个查询最多多少字符",
        "Longest GraphQL document, in characters",
        least=1_000,
        most=1_000_000,
    )
    query_tokens: int = setting(
        1_000,
        "LUZHI_QUERY_TOKENS",
        "一个查询最多多少个词（名称、标点、数、文字各算一个）",
        "Most tokens of a GraphQL document; parsing costs about 7 µs each",
        least=100,
        most=100_000,
    )
    query_depth: int = setting(
        15,
        "LUZHI_QUERY_DEPTH",
        "一个查询最多嵌套多少层",
        "Deepest nesting of an operation, fragments included; twice as much for introspection",
        least=5,
        most=50,
    )
    query_cost: int = setting(
        20_000,
        "LUZHI_QUERY_COST",
        "一个查询的结果按 first、last 估算最多多少个值",
        "Most values an operation may be estimated to answer with, from its first and last arguments",
        least=100,
        most=10_000_000,
    )
    query_seconds: float = setting(
        20.0,
        "LUZHI_QUERY_SECONDS",
        "一个查询或修改最多执行多少秒",
        "Seconds that a query or mutation may run",
        least=0.1,
        most=600,
    )
    kept_answers: int = setting(
        2_000,
        "LUZHI_KEPT_ANSWERS",
        "最多保留多少个查询结果，数据不变时直接再用；0 为不保留",
        "Most answers kept to be given again while the data stays the same; 0 keeps none",
        least=0,
        most=1_000_000,
    )
    kept_bytes: int = setting(
        67_108_864,
        "LUZHI_KEPT_BYTES",
        "保留的查询结果合计最多多少字节",
        "Most bytes of kept answers",
        least=0,
        most=17_179_869_184,
    )
    socket_init_seconds: float = setting(
        10.0,
        "LUZHI_SOCKET_INIT_SECONDS",
        "WebSocket 连接后最多等多少秒收到 connection_init",
        "Seconds a WebSocket client has to send connection_init",
        least=0.1,
        most=60,
    )
    socket_operations: int = setting(
        20,
        "LUZHI_SOCKET_OPERATIONS",
        "一个 WebSocket 连接最多同时进行多少个操作",
        "Most operations at once on one WebSocket connection",
        least=1,
        most=1_000,
    )
    reading_bytes: int = setting(
        3_221_225_472,
        "LUZHI_READING_BYTES",
        "导入时，读一个表格文件的进程最多用多少字节内存",
        "Most bytes of memory of the process that reads a workbook to be imported",
        least=536_870_912,
        most=68_719_476_736,
    )
    reading_seconds: int = setting(
        300,
        "LUZHI_READING_SECONDS",
        "导入时，读一个表格文件最多用多少秒",
        "Most seconds that reading a workbook to be imported may take, of the processor and by the clock",
        least=1,
        most=3_600,
    )
    hashes: int = setting(
        4,
        "LUZHI_HASHES",
        "最多同时核对几个密码，每个约占 46 MiB 内存；多的等着",
        "Most passwords that are verified at once, 46 MiB of memory each; others wait",
        least=1,
        most=64,
    )
    uploads: str = setting(
        "",
        "LUZHI_UPLOADS",
        "上传的文件（加密的）存在哪个文件夹；不写则存在数据库里。几台服务器合用数据库的，写大家都能读写的文件夹",
        "Folder for what is uploaded, sealed; without it, it is kept in the database",
    )
    upload_bytes: int = setting(
        20_971_520,
        "LUZHI_UPLOAD_BYTES",
        "一个上传的文件最多多少字节",
        "Largest file that may be uploaded, in bytes",
        least=1_024,
        most=104_857_600,
    )
    uploads_a_day: int = setting(
        100,
        "LUZHI_UPLOADS_A_DAY",
        "每人每天最多上传多少个文件",
        "Most files that an account may upload in a day of China",
        least=1,
        most=10_000,
    )
    upload_total_bytes: int = setting(
        5_368_709_120,
        "LUZHI_UPLOAD_TOTAL_BYTES",
        "一个政协的文件合计最多多少字节",
        "Most bytes of all files of a committee",
        least=1_024,
        most=109_951_162_777_600,
    )
    public_url: str = setting(
        "",
        "LUZHI_PUBLIC_URL",
        "大家访问的地址，如 https://luzhi.example.gov.cn，不带路径；用外面的账号登录的，登录以后从那里回到这里",
        "Address at which people reach the server, without a path; providers of sign-ins send back to it",
    )
    metrics_token: str = setting(
        "",
        "LUZHI_METRICS_TOKEN",
        "读 /metrics 要带的令牌（Authorization: Bearer），至少 20 个字符；不写，只有本机能读",
        "Token that /metrics asks for, at least 20 characters; without one it is read on this machine only",
        secret=True,
    )
    ship_to: str = setting(
        "",
        "LUZHI_SHIP_TO",
        "改动记录自动送到哪里：文件夹（完整的路径），或 syslog+tls://主机:6514、syslog+tcp://、syslog+udp://；不写不送",
        "Where the trail is shipped on schedule: an absolute folder, or syslog+tls://host:6514, +tcp, +udp",
    )
    ship_minutes: int = setting(
        10,
        "LUZHI_SHIP_MINUTES",
        "每隔多少分钟送一次新的改动记录",
        "Minutes between two shipments of the trail",
        least=1,
        most=1_440,
    )
    ship_authority: str = setting(
        "",
        "LUZHI_SHIP_AUTHORITY",
        "syslog+tls 的接收方的证书由谁签发：证书文件；不写用系统的",
        "File of certificates by which the receiver of syslog+tls is known; without it those of the system",
    )
    stop_seconds: int = setting(
        10,
        "LUZHI_STOP_SECONDS",
        "停止时最多等多少秒让进行中的请求完成",
        "Seconds that requests under way have to finish when the server stops",
        least=0,
        most=600,
    )
    log_level: str = setting(
        "info",
        "LUZHI_LOG_LEVEL",
        "日志的级别",
        "Least severity that is logged",
        choices=("debug", "info", "warning", "error"),
    )
    log_format: str = setting(
        "json",
        "LUZHI_LOG_FORMAT",
        "日志的格式：json 为每行一个 JSON，text 给人看",
        "json for one JSON object a line, text for people",
        choices=("json", "text"),
    )

    def __post_init__(self) -> None:
        wrong = [said for each in fields(self) if (said := wrong_with(each, getattr(self, each.name)))]
        if self.accepted_documents == "listed" and not self.documents:
            wrong.append("LUZHI_ACCEPTED_DOCUMENTS：listed 的要写 LUZHI_DOCUMENTS")
        if self.metrics_token and len(self.metrics_token) < LEAST_TOKEN:
            wrong.append(f"LUZHI_METRICS_TOKEN：至少 {LEAST_TOKEN} 个字符，用随机的")
        if self.ship_to and not is_target(self.ship_to):
            wrong.append("LUZHI_SHIP_TO：写文件夹的完整路径，或 syslog+tls://主机:6514（或 +tcp、+udp）")
        told = {each.metadata["variable"]: getattr(self, each.name) for each in fields(self)}
        wrong += wrong_addresses(told) + wrong_providers(told) + wrong_notices(told)
        if wrong:
            raise SettingsRefused("\n".join(wrong))

    @property
    def beyond(self) -> bool:
        """Whether others than this machine may reach the server."""
        return bool(self.proxy) or not loopback(self.host)

    @property
    def names(self) -> frozenset[str]:
        """The names by which the server may be asked for; empty: only by those of this machine."""
        return names_of(self.host_names, self.public_url)

    @classmethod
    def of(cls, environment: Mapping[str, str], **given: object) -> "Settings":
        """The settings of an environment; `given` ones (from the command line) go before it."""
        wrong: list[str] = []
        values: dict[str, Any] = {}
        for each in fields(cls):
            variable, text = told_by(each, environment)
            if each.name in given and given[each.name] is not None:
                values[each.name] = given[each.name]
            elif text is not None:
                try:
                    kind: Any = type(each.default)
                    values[each.name] = kind(text.strip())
                except ValueError:
                    wrong.append(f"{variable}：应为{kind_of(each)}")
        try:
            settings = cls(**values)
        except SettingsRefused as refused:
            wrong.append(str(refused))
        if wrong:
            raise SettingsRefused("\n".join(wrong))
        return settings
