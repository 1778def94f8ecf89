"""Sign-in from elsewhere: providers who vouch for somebody, and the outside identities of accounts."""
