// Which page of the help says what a role does; the pages are `dashboard/help/*.md`.
const HELP: Record<string, string> = {
  委员: 'member',
  专门委员会: 'department',
  大会发言组: 'department',
  办公室: 'office',
  委员工作委员会: 'committee',
  结果查阅: 'reader',
  系统管理员: 'administrators',
  安全管理员: 'administrators',
  审计管理员: 'administrators',
  签批领导: 'others',
  运维: 'others',
  信息员: 'others',
  承办单位: 'others',
}

/** Where the help is of somebody with these roles: their page where they have one role, else all pages. */
export function helpOf(roles: string[]): string {
  const pages = new Set(roles.map(role => HELP[role] ?? ''))
  const [page] = pages
  return pages.size === 1 && page ? `/help/${page}` : '/help'
}
