import { Records } from './records'

export default function WorksPage() { return <Records form="WORK" /> }
