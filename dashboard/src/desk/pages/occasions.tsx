import { Records } from './records'

export default function OccasionsPage() { return <Records form="OCCASION" /> }
