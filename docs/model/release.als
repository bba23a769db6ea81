/* Rights, policies and the release of one thing (D8, D9, O3, O4): the revisions of one Domain, one after the other, and what
   HSMs open. What a server accepts after what it saw is revisions.als; that an order has its quorum is life.als: here an order
   is approved under some Trusts, in the words that it has. The database is the attacker's: a thing is opened on any revision
   that there is, also an old one, as at a server without a memory.
   A line that ends in `-- RULE name` is a rule that mutants.txt takes out to see a property fail. */
module release
open util/ordering[Rev] as rev
open util/ordering[Time] as time

sig Time {}
sig Key {}                                                    -- connection keys
abstract sig Right {}
one sig Decrypt, Encrypt, Share extends Right {}
abstract sig Who {}
one sig Controllers, Quorum extends Who {}
sig Trust {}
sig Epoch {}                                                  -- the number `ended`
sig Context {}
sig Thing { bound: Context }                                  -- what was sealed, with what is bound to it

abstract sig Kind {}
one sig Admit, Policy, End, Open extends Kind {}
sig Order {
  kind: Kind, trust: Trust, approved: set Trust,              -- under which Trusts a quorum approved it
  key: Key, may: set Right,                                   -- Admit; Open: for whom
  readers: Who, decrypt: Who,                                 -- Policy
  thing: Thing, context: Context, ended: Epoch, expires: Time -- Open
}

-- revisions

sig Rev { may: Key -> Right, readers: Who, decrypt: Who, trust: Trust, ended: Epoch, enabled: lone Enabled, asked: lone Key, by: lone Order }
one sig Enabled {}

fact { all r: Rev - rev/first | shared[r.prev, r] or ordered[r.prev, r] or moved[r.prev, r] }

-- a controller asks (D4, D8, D9)
pred shared[p, r: Rev] {
  no r.by and some r.asked and r.trust = p.trust and r.enabled = p.enabled
  r.ended = p.ended                                                                       -- RULE ended-stays
  r.readers = p.readers and r.decrypt = p.decrypt                                         -- RULE policy-by-order-only
  let added = r.may - p.may {
    some added implies Share in p.may[r.asked]                                            -- RULE share-to-give
    Key.added in p.may[r.asked]                                                           -- RULE gives-what-it-has
    p.readers = Quorum implies no added                                                   -- RULE readers-by-quorum
  }
}

-- an order is carried out (O1, O3)
pred ordered[p, r: Rev] {
  some r.by and no r.asked and r.trust = p.trust and r.enabled = p.enabled
  p.trust in r.by.approved                                                                -- RULE order-approved
  r.by.trust = p.trust
  r.by.kind != Open
  r.by.kind = Admit implies r.may = p.may - r.by.key -> Right + r.by.key -> r.by.may else r.may = p.may   -- RULE admit-as-it-says
  r.by.kind = Policy implies (r.readers = r.by.readers and r.decrypt = r.by.decrypt) else (r.readers = p.readers and r.decrypt = p.decrypt)   -- RULE policy-as-it-says
  r.by.kind = End implies r.ended not in r.^prev.ended                                    -- RULE end-is-new
  r.by.kind != End implies r.ended = p.ended
}

-- an operator moves it, or disables it by an order that is life.als
pred moved[p, r: Rev] {
  no r.by and no r.asked and r.may = p.may and r.readers = p.readers and r.decrypt = p.decrypt and r.ended = p.ended
}

-- what HSMs open

sig Opening { at: Rev, reader: Key, signed: set Key, what: Thing, context: Context, order: lone Order, when: Time }
fact { all o: Opening {
  Decrypt in o.at.may[o.reader]                                                              -- RULE decrypt-to-open
  some o.at.enabled                                                                       -- RULE enabled-to-open
  o.context = o.what.bound                                                                -- RULE context-is-bound
  o.at.decrypt = Quorum implies released[o]                                               -- RULE decrypt-by-quorum
} }
pred released[o: Opening] {
  o.order.kind = Open
  o.at.trust in o.order.approved                                                          -- RULE release-approved
  o.order.trust = o.at.trust                                                              -- RULE release-of-the-trust
  o.order.thing = o.what                                                                  -- RULE release-names-the-thing
  o.order.context = o.context                                                             -- RULE release-names-the-context
  o.order.key = o.reader                                                                     -- RULE release-names-the-key
  o.reader in o.signed                                                                       -- RULE requester-signs
  o.order.ended = o.at.ended                                                              -- RULE release-ends
  lte[o.when, o.order.expires]                                                            -- RULE release-expires
}

-- what it promises

-- who has a right had it at first, or got it by an approved order, or from somebody who had it and may share
pred given[k: Key, x: Right] {
  x in rev/first.may[k] or some r: Rev - rev/first | x in (r.may - r.prev.may)[k] and
    ((r.by.kind = Admit and r.prev.trust in r.by.approved and r.by.key = k and x in r.by.may)
     or (some r.asked and x + Share in r.prev.may[r.asked]))
}
assert OnlyWhoWasGivenReads { all o: Opening | given[o.reader, Decrypt] and some o.at.enabled }
check OnlyWhoWasGivenReads for 4 but 3 Rev, 2 Key, 1 Opening, 2 Order, 2 Time
check OnlyWhoWasGivenReads for 5 but 5 Rev, 3 Key, 2 Opening, 3 Order

-- where a quorum gives rights nobody else does, and nobody but a quorum changes that
assert QuorumGives {
  all r: Rev - rev/first | r.prev.readers = Quorum and some r.may - r.prev.may implies
    r.by.kind = Admit and r.prev.trust in r.by.approved and r.may - r.prev.may in r.by.key -> r.by.may
  all r: Rev - rev/first | r.readers != r.prev.readers or r.decrypt != r.prev.decrypt implies
    r.by.kind = Policy and r.prev.trust in r.by.approved and r.readers = r.by.readers and r.decrypt = r.by.decrypt
}
check QuorumGives for 4 but 2 Rev, 2 Key, 1 Opening, 1 Order, 2 Time
check QuorumGives for 5 but 5 Rev, 3 Key, 2 Opening, 3 Order

-- where a quorum opens, only what it approved, in those words, for who asks itself, in time
assert OnlyWhatWasReleased {
  all o: Opening | o.at.decrypt = Quorum implies some a: Order |
    a.kind = Open and o.at.trust in a.approved and a.trust = o.at.trust and a.thing = o.what and a.context = o.what.bound
    and a.key = o.reader and o.reader in o.signed and lte[o.when, a.expires]
}
check OnlyWhatWasReleased for 3 but 1 Rev, 2 Key, 1 Opening, 2 Order, 2 Time
check OnlyWhatWasReleased for 5 but 4 Rev, 3 Key, 2 Opening, 3 Order

-- an order `end` ends what was asked for before it, on every revision that comes after
assert EndEndsReleases {
  all o: Opening, e: Rev | e.by.kind = End and e in o.at.*prev and o.at.decrypt = Quorum implies o.order.ended not in e.^prev.ended
}
check EndEndsReleases for 4 but 4 Rev, 2 Key, 1 Opening, 3 Order, 2 Time
check EndEndsReleases for 5 but 6 Rev, 2 Key, 2 Opening, 4 Order

-- and something can happen: a release opens, is ended, and another opens
run Released {
  some disj o, o2: Opening, e: Rev | o.at.decrypt = Quorum and o2.at.decrypt = Quorum and e.by.kind = End and o.at in e.^prev and e in o2.at.*prev
} for 4 but 4 Rev, 2 Key, 2 Opening, 3 Order

-- a controller gives what it has, and who got it opens
run Given {
  some o: Opening, r: Rev - rev/first | some r.asked and o.at = r and Decrypt not in r.prev.may[o.reader] and o.at.decrypt = Controllers
} for 4 but 3 Rev, 2 Key, 1 Opening, 1 Order
