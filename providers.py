"""The providers of sign-ins that the settings name."""

from services.accounts.outside.provider import Outside, Provider
from settings import Settings


def outside_of(settings: Settings) -> Outside:
    """Them all, by name. What asks over the network is imported where somebody is to be asked."""
    found: dict[str, Provider] = {}
    if settings.zhezhengding_url:
        from services.accounts.outside import zhezhengding

        found[zhezhengding.NAME] = _zhezhengding(settings)
    if settings.openid_issuer:
        from services.accounts.outside import openid_connect

        registered = openid_connect.Registered(
            issuer=settings.openid_issuer,
            title=settings.openid_title,
            client=settings.openid_client,
            secret=settings.openid_secret,
        )
        found[openid_connect.NAME] = openid_connect.OpenIDConnect(registered)
    return Outside(found, settings.public_url)


def _zhezhengding(settings: Settings) -> Provider:
    from services.accounts.outside.signature import KeyPair
    from services.accounts.outside.zhezhengding import Application, ZheZhengDing

    keys = KeyPair(settings.zhezhengding_key, settings.zhezhengding_secret)
    inside = KeyPair(settings.zhezhengding_app_key, settings.zhezhengding_app_secret)
    application = Application(
        service_url=settings.zhezhengding_url,
        login_url=settings.zhezhengding_login_url,
        client=settings.zhezhengding_client,
        keys=keys,
        inside_keys=inside if inside.key else keys,
        tenant=settings.zhezhengding_tenant,
    )
    return ZheZhengDing(application)
