import { useParams } from 'wouter'
import { Records } from './records'

export default function BatchPage() { return <Records batch={Number(useParams<{ number: string }>().number) || 0} /> }
