// Files that are handed in beside what is asked: the body of a request, its name in a header.
import { Refused, toSignIn } from './api'

export interface Handed { id: string; name: string; bytes: number }

/** Hands in a file: to be kept, or to be read once for an import. Raises `Refused` with the file's name. */
export async function handedIn(file: File, to: '/uploads' | '/imports'): Promise<Handed> {
  let response: Response
  let answer: Handed & { errors?: { message: string; extensions: { code: string } }[] }
  try {
    const headers = { 'Luzhi-Filename': encodeURIComponent(file.name) }
    response = await fetch(to, { method: 'POST', body: file, headers, credentials: 'same-origin' })
    answer = await response.json()
  } catch {
    throw new Refused(`“${file.name}”没有传上去：网络断了或太慢，请再试一次`, 'OFFLINE')
  }
  const error = answer.errors && answer.errors[0]
  if (error && error.extensions.code === 'SIGN_IN_REQUIRED') toSignIn()
  if (error) throw new Refused(`“${file.name}”：${error.message}`, error.extensions.code)
  return { id: answer.id, name: answer.name, bytes: answer.bytes }
}

/** 1.2 MB, 340 KB: the size of a file. */
export function sizeSaid(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
