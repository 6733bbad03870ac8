"""The moderators' desk: a web application on the store, in which people read what was held and decide.

It asks `store` for comments and never reads, judges or reports; accounts, sessions and forms are Django's own.
`access.page` is the one way to make a page: it says who may come, and the gate lets nobody else through.
"""
