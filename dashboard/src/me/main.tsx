import { createRoot } from 'react-dom/client'
import { Redirect, Route, Switch } from 'wouter'
import { placeBefore } from '../shared/api'
import { type Look, useLook } from './look'
import './me.css'
// All pages come at once: together they are small, and one that is opened without a network is already there.
import { Calls } from './pages/calls'
import { CheckIn } from './pages/check_in'
import { CoSignatures } from './pages/co_signatures'
import { OwnData } from './pages/data'
import { Entries } from './pages/entries'
import { OpinionBox } from './pages/feedback'
import { Home } from './pages/home'
import { Leads, NewLead } from './pages/leads'
import { Leaves } from './pages/leave'
import { Mine } from './pages/mine'
import { Notices } from './pages/notices'
import { Objections } from './pages/objections'
import { NewOpinion, OpinionPage } from './pages/opinion'
import { Opinions } from './pages/opinions'
import { Published, PublishedPaper } from './pages/published'
import { Raise } from './pages/raise'
import { Ranking } from './pages/ranking'
import { RecordPage } from './pages/record'
import { Shell } from './shell'
import { useViewer, ViewerProvider } from './viewer'

function Me() {
  const look = useLook()
  return (
    <ViewerProvider>
      <Shell>
        <Switch>
          <Route path="/me"><First look={look} /></Route>
          <Route path="/me/ranking"><Ranking /></Route>
          <Route path="/me/entries"><Entries /></Route>
          <Route path="/me/records/:id">{({ id }) => <RecordPage id={decodeURIComponent(id)} />}</Route>
          <Route path="/me/check-in"><CheckIn /></Route>
          <Route path="/me/leave"><Leaves /></Route>
          <Route path="/me/co-signatures"><CoSignatures /></Route>
          <Route path="/me/objections"><Objections /></Route>
          <Route path="/me/objections/new"><Raise /></Route>
          <Route path="/me/opinions"><Opinions /></Route>
          <Route path="/me/opinions/new"><NewOpinion /></Route>
          <Route path="/me/opinions/:number">{({ number }) => <OpinionPage number={Number(number) || 0} />}</Route>
          <Route path="/me/calls"><Calls /></Route>
          <Route path="/me/published"><Published /></Route>
          <Route path="/me/published/:number">{({ number }) => <PublishedPaper number={Number(number) || 0} />}</Route>
          <Route path="/me/leads"><Leads /></Route>
          <Route path="/me/leads/new"><NewLead /></Route>
          <Route path="/me/mine"><Mine look={look} /></Route>
          <Route path="/me/data"><OwnData /></Route>
          <Route path="/me/notices"><Notices /></Route>
          <Route path="/me/feedback"><OpinionBox /></Route>
          <Route><Redirect to="/me" replace /></Route>
        </Switch>
      </Shell>
    </ViewerProvider>
  )
}

/** Where one lands: who is no member has no points, and writes. */
function First({ look }: { look: Look }) {
  const { member, to } = useViewer()
  return member ? <Home look={look} /> : <Redirect to={to('/me/opinions')} replace />
}

const before = placeBefore()
if (before && before !== location.pathname + location.search) location.replace(before)
else createRoot(document.getElementById('root')!).render(<Me />)
