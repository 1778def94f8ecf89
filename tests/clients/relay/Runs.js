// What Relay's compiler is asked to make: a connection that pages, in a fragment that is fetched again by node.
import { graphql } from 'react-relay';

graphql`
  query RunsQuery($code: String!) {
    committee(code: $code) {
      name
      ...Runs_committee
    }
  }
`;

graphql`
  fragment Runs_committee on Committee
  @refetchable(queryName: "RunsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    runs(first: $count, after: $cursor) @connection(key: "Runs_committee_runs") {
      edges {
        node {
          year
        }
      }
    }
  }
`;
