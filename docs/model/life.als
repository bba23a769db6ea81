/* The life of a Domain beside its revisions' order, second edition: claim and controllers, operators' own Domains, use by a
   server's word (D1 to D6), whose word an order has (O1, O3), deletion that waits (O2), what the store keeps (T6).
   It begins where trust.als ends: every Trust here is one that verifies to genesis, branches too. Nothing is taken from T1 but
   that a Trust after genesis has operators, so that O1 has to stand alone. What a home or a server accepts after what it saw,
   and that orders are carried out by number, is revisions.als.
   Everything that was ever signed is here at once, forks included: what the store keeps of it is `Stored`.
   A genuine HSM may do whatever no rule forbids, an attacker's HSM may sign anything in a Trust that lists it.
   The first check of a property is the smallest that is worth something, a second one is larger.
   A line that ends in `-- RULE name` is a rule that mutants.txt takes out to see a property fail. */
module life
open util/ordering[Time] as time
open util/ordering[Step] as step

sig Time {}                      -- "7 days" is two of them
sig Step {}                      -- what a party (console or client) pins, step by step
lone sig BrokenStore {}          -- somebody edits the database: the store's own rules do not hold
lone sig BrokenServer {}         -- a server process says that somebody else calls, or that another revision was named
sig Hsm {}
sig Genuine in Hsm {}            -- the others are an attacker's, or fell to one, perhaps after a Trust dropped them
sig Operator {}
sig Honest in Operator {}
sig Client {}                    -- connection keys
sig Key { born: Revision }       -- master keys, each made at random for one revision

-- Trusts

sig Trust { hsms: some Hsm, operators: set Operator, quorum: Int, prior: lone Trust, made: Time }
sig Successor in Trust {}        -- the others are branches
sig Hybrid in Trust {}           -- version 2; what is wrapped under the others, whoever recorded it opens one day
one sig Genesis extends Trust {}
fact trusts {
  no Genesis.prior and no Genesis.operators and Genesis.quorum = 0 and no Genesis & Successor
  all t: Trust - Genesis | Genesis in t.^prior and some t.operators and t.quorum >= 0
  all t: Trust - Genesis | t.prior.made in t.made.*time/prev
  no t: Trust | t in t.^prior
  no prior.Genesis & Successor
  prior.Hybrid in Hybrid     -- T4 -- RULE version-stays
  no BrokenStore implies (all t: Trust | lone prior.t & Successor)     -- T6 -- RULE one-successor
}
fun then: Trust -> Trust { ~prior :> Successor }
-- reached over successor links; an operator's Domain also from genesis into the founding line
fun ahead[d: Domain, t: Trust]: set Trust { t.*then + (d in OperatorDomain and t = Genesis => prior.Genesis.*then else none) }
pred honestly[t: Trust] { #(t.operators - Honest) < t.quorum }      -- the operators' part of `good` in trust.als

-- orders

abstract sig Kind {}
one sig Disable, Enable, Delete, Grant, Admit, Dismiss extends Kind {}        -- Dismiss: an `admit` that gives no rights
sig Order { kind: Kind, about: Domain, key: Client, trust: Trust, approvals: set Operator }

-- Domains and their revisions

sig Domain {}
sig OperatorDomain in Domain {}
sig Auditor in OperatorDomain {}                              -- its controller reads everything and approves nothing
abstract sig State { by: lone Kind }
one sig Enabled, Disabled, Deleted extends State {}
fact { by = Enabled -> Enable + Disabled -> Disable + Deleted -> Delete }
abstract sig Change {}
one sig Create, Claim, Controllers, Move, Rotate, Carry extends Change {}     -- Carry: an order carried out

sig Revision {
  domain: Domain, previous: lone Revision, under: Trust, signer: Hsm, at: Time,
  controllers: set Client, ring: set Key, active: lone Key,
  state: State, disabledAt: lone Time,
  change: Change, asked: lone Client, order: lone Order        -- how it came about: not in the document
}
sig RsaAlone in Revision {}      -- whose keys are wrapped under RSA alone
sig Inviting in Revision {}      -- hold the hash of a one-time secret
sig Stored in Revision {}        -- are in the database, which serves the last one

fun Made: set Revision { signer.Genuine }
fun Next: set Revision { Made & previous.Revision }

fact documents {
  no r: Revision | r in r.^previous
  all r: previous.Revision | r.domain = r.previous.domain
  all r: Revision | r.active in r.ring
  all k: Key | k in k.born.ring
  all r: Revision | r.signer in r.under.hsms     -- D2 -- RULE signer-in-trust
  all r: Revision | r in RsaAlone iff r.under not in Hybrid     -- D2 -- RULE wrapped-by-version
}

-- what an attacker's HSM can put into a ring: its own keys and those that it was given
fun given: set Revision { {m: Made | some m.under.hsms - Genuine} }
fact attacker {
  all r: Revision - Made, k: r.ring - born.r | k.born not in Made or (some m: given | k in m.ring and k.born in m.*previous and m.*previous & *previous.(k.born) in Made)
}

-- what a genuine HSM signs

fact created {
  all r: Made - Next | r.change = Create and r.state = Enabled
  all r: Made - Next | r.domain not in OperatorDomain implies some r.under.operators     -- D1 -- RULE under-operators
  all r: Made - Next | r.controllers = r.asked     -- D4 -- RULE made-for-its-controller
}
fact revised {
  all r: Next | r.change != Create
  all r: Next | r.at in r.previous.at.*time/next                     -- `changed`
  all r: Next | r.previous.state != Deleted     -- O2 -- RULE tombstone-last
}
fact moved {
  all r: Next - change.Move | r.under = r.previous.under
  all r: Next & change.Move | r.under in ahead[r.domain, r.previous.under]     -- D5 -- RULE move-over-successors
  all r: Next & change.Move - domain.OperatorDomain | some r.previous.under.hsms - r.under.hsms implies r.active in born.r     -- D5 -- RULE dropping-makes-a-key
  all r: Next & change.Move - domain.OperatorDomain | r.under in Hybrid and r.previous.under not in Hybrid implies r.active in born.r     -- D5 -- RULE hybrid-makes-a-key
  all r: Next & change.Move & domain.(OperatorDomain - Auditor) | some r.asked & r.previous.controllers     -- D5 -- RULE operator-asks-to-move
}
fact rings {
  all r: Made | r.ring in r.previous.ring + born.r
  all r: Made | r.active in r.previous.active + born.r     -- D6 -- RULE newest-key-active
  all r: Next & change.Claim | r.ring in born.r     -- D4 -- RULE claim-makes-the-ring
  all r: Next & domain.OperatorDomain - change.Claim | r.ring = r.previous.ring and r.active = r.previous.active     -- D5 -- RULE operator-key-stays
  all r: Made | r.state = Deleted implies no r.ring     -- O2 -- RULE tombstone-without-keys
}
fact whoControls {
  all r: Made & Inviting | no r.controllers     -- D4 -- RULE claim-ends-the-invitation
  all r: Next & Inviting | r.previous in Inviting     -- D4 -- RULE invited-at-first-only
  all r: Next & change.Claim | r.previous in Inviting     -- D4 -- RULE claim-needs-an-invitation
  all r: Next & change.Claim | one r.asked and r.controllers = r.asked
  all r: Next & change.Controllers | some r.asked & r.previous.controllers     -- D4 -- RULE controller-asks
  all r: Next & change.Controllers | some r.controllers     -- D4 -- RULE last-controller-stays
  all r: Next & change.Controllers | r.domain not in OperatorDomain     -- D3 -- RULE operator-is-one
  all r: Next - change.(Claim + Controllers) | no r.order.kind & (Grant + Admit + Dismiss) implies r.controllers = r.previous.controllers     -- D6 -- RULE controllers-stay
  all r: Next & change.Carry | r.order.kind = Grant implies r.controllers = r.order.key     -- O3 -- RULE grant-leaves-one
  all r: Next & change.Carry | r.order.kind = Admit implies r.controllers = r.previous.controllers + r.order.key     -- O3 -- RULE admit-adds-one
  all r: Next & change.Carry | r.order.kind = Dismiss implies r.controllers = r.previous.controllers - r.order.key     -- O3 -- RULE dismissal-takes-one
}
fact carriedOut {
  all r: Made | some r.order iff r.change = Carry
  all r: Next & change.Carry | r.order.about = r.domain     -- O1 -- RULE order-names-its-domain
  all r: Next & change.Carry | r.order.trust = r.under     -- O1 -- RULE order-names-its-trust
  all r: Next & change.Carry | #(r.order.approvals & r.order.trust.operators) >= r.order.trust.quorum     -- O1 -- RULE order-quorum
  all r: Next & change.Carry | some r.order.approvals & r.order.trust.operators     -- O1 -- RULE order-one-approval
  all r: Next & change.Carry | r.domain in OperatorDomain implies r.domain in Auditor and r.order.kind = Disable     -- O1 -- RULE no-order-for-operators
}
fact states {
  all r: Next | r.state != r.previous.state implies r.order.kind = r.state.by     -- O2 -- RULE state-by-order
  all r: Made & state.Enabled | no r.disabledAt     -- O2 -- RULE enabling-undoes
  all r: Next & state.Disabled | r.disabledAt = (r.previous.state = Disabled => r.previous.disabledAt else r.at)     -- O2 -- RULE disabled-since
  all r: Next & state.Deleted | some r.previous.disabledAt & r.at.(time/prev).(time/prev).*time/prev     -- O2 -- RULE delete-waits
}

-- what the store keeps, as long as nobody else edits the database

fact store {
  no BrokenStore implies Made in Stored and Stored.previous in Stored
  no BrokenStore implies (all r: Revision | lone previous.r & Stored)     -- D6 -- RULE one-next-revision
  no BrokenStore implies (all d: Domain | lone domain.d & Stored - previous.Revision)     -- O2 -- RULE id-used-once
  no BrokenStore implies (all r: Next & change.Carry, t: prior.(r.under) & Successor | t.made not in r.at.^time/prev)     -- O1 -- RULE moved-first
}

-- parties: what they are shown of a Domain, and pin of a Trust (T7)

sig Party { shown: set Revision, pin: Step -> one Trust }
fact parties {
  no BrokenStore implies Party.shown in Stored
  all p: Party, s: Step - step/last | p.pin[s.(step/next)] in p.pin[s].*then     -- T7 -- RULE pin-moves-over-successors => all p: Party, s: Step - step/last | p.pin[s] in p.pin[s.(step/next)].*prior
}

-- uses of a Domain: the caller names the revision that it saw (D3); what the server says of both

sig Use { hsm: Hsm, on: Revision, caller: Client, named: Revision, toldCaller: Client, toldNamed: Revision }
fact uses {
  all u: Use | u.hsm in u.on.under.hsms
  no BrokenServer implies (all u: Use | u.toldCaller = u.caller and u.toldNamed = u.named)
  all u: hsm.Genuine | u.on = u.toldNamed     -- D3 -- RULE use-by-thumbprint
  all u: hsm.Genuine | u.toldCaller in u.on.controllers     -- D3 -- RULE use-by-a-controller
  all u: hsm.Genuine | u.on.domain in OperatorDomain implies u.toldCaller = u.caller and u.toldNamed = u.named     -- D3 -- RULE operator-signs-the-request
  all u: hsm.Genuine | u.on.domain not in Auditor     -- D8 -- RULE auditor-approves-nothing
  all u: hsm.Genuine | u.on.state = Enabled     -- O2 -- RULE use-when-enabled
}

-- properties

pred clean[r: Revision] { r.*previous in Made }                                -- a line that only genuine HSMs signed
fun knows[h: Hsm]: set Key { (under.(hsms.h)).ring }

-- an HSM that is not (or no longer) listed does not know the active key, unless a later Trust lists it, or another attacker's, again
fun mates[h: Hsm]: set Hsm { h + (Hsm - Genuine) }      -- what an attacker's HSM learns it can wrap for any HSM
assert DroppedHsmLearnsNothingNew {
  all r: Revision - domain.OperatorDomain, h: Hsm - r.under.hsms | r.under.hsms in Genuine and some r.active & knows[h] implies {
    no mates[h] & r.active.born.under.hsms
    some mates[h] & ahead[r.domain, r.active.born.under].hsms
    no BrokenStore implies some mates[h] & ahead[r.domain, r.under].hsms
  }
}
-- whoever recorded everything, and breaks RSA later, does not have the active key of a client's Domain that stands under a hybrid Trust
assert RecordedOpensNothingNew {
  Hsm in Genuine implies (all r, s: Revision - domain.OperatorDomain | r.under in Hybrid and s in RsaAlone implies no r.active & s.ring)
}
-- nobody claims what had a controller; two claims from one old invitation share no key
assert UsedInvitationOpensNothing {
  all c: Made & change.Claim | clean[c] implies no c.^previous.controllers
  all disj a, b: Made & change.Claim, r: *previous.a, q: *previous.b | clean[r] and clean[q] and a not in q.*previous and b not in r.*previous implies no r.ring & q.ring
}
-- while the store keeps its rules, all parties see the same line
assert PartiesAgree {
  no BrokenStore implies (all p, q: Party, r: p.shown, x: q.shown | r.domain = x.domain implies r in x.*previous or x in r.*previous)
  no BrokenStore implies (all p, q: Party, i, j: Step | p.pin[step/first] = q.pin[step/first] implies p.pin[i] in q.pin[j].*prior or q.pin[j] in p.pin[i].*prior)
}
-- what changes a state, or the controllers without one of them, an honest operator of its Trust approved in these words
pred forced[r: Revision] { r.controllers != r.previous.controllers and r.change != Claim and no r.asked & r.previous.controllers }
pred consented[r: Revision, t: Trust, o: Order] { o.about = r.domain and some o.approvals & t.operators & Honest }
pred inItsWords[r: Revision, o: Order] {
  (o.kind = Grant and r.controllers = o.key) or (o.kind = Admit and r.controllers = r.previous.controllers + o.key) or (o.kind = Dismiss and r.controllers = r.previous.controllers - o.key)
}
assert OrderNeedsQuorum {
  all r: Next | r.state != r.previous.state and honestly[r.under] implies (some o: Order | consented[r, r.under, o] and o.kind = r.state.by)
  all r: Next | forced[r] and honestly[r.under] implies (some o: Order | consented[r, r.under, o] and inItsWords[r, o])
  no BrokenStore implies (all r: Next & change.Carry, t: ahead[r.domain, r.under] | (t.made in r.at.^time/prev or t = r.under) and honestly[t] and (no u: t.then | u.made in r.at.^time/prev) implies some r.order.approvals & t.operators & Honest)
}
assert OrderNeedsAnOperator { all r: Next & change.Carry | some r.order.approvals & r.under.operators }
assert DeletedStaysDeleted {
  all r: Made | clean[r] implies no r.^previous & state.Deleted and (r.state = Deleted implies no r.ring)
  no BrokenStore implies (all r: Made & state.Deleted | clean[r] implies domain.(r.domain) & Made in r.*previous)
}
-- disabled from two times before until it was deleted
assert DeletedAfterAWhile {
  all r: Made & state.Deleted | clean[r] implies (some v: r.^previous | v.at in r.at.(time/prev).(time/prev).*time/prev and r.^previous & *previous.v in state.Disabled)
}
-- from its claim on it has one controller and one key; it moves, and is used, only when that controller asks, as it asks;
-- an auditor's approves nothing, and can be disabled, for good
assert OperatorDomainOnlyItsController {
  all r: Made & domain.OperatorDomain, c: r.*previous & change.Claim | clean[r] implies r.controllers = c.asked and r.ring = c.ring and r.active = c.active
  all r: Made & domain.OperatorDomain | clean[r] implies r.state = Enabled or (r.domain in Auditor and r.state = Disabled)
  all r: Next & domain.Auditor | r.previous.state = Disabled and clean[r] implies r.state = Disabled
  all r: Next & domain.(OperatorDomain - Auditor) | r.under != r.previous.under implies r.asked in r.previous.controllers and some r.asked
  all u: hsm.Genuine | u.on.domain in OperatorDomain implies u.caller in u.on.controllers and u.on = u.named and u.on.domain not in Auditor
}
-- a controller claimed, is who it was made for, was added by a controller, or came by order; the last goes by order only;
-- nobody else uses the Domain, and nothing is used but what was named
assert OnlyControllers {
  all r: Made, c: r.controllers | clean[r] implies (some v: r.*previous | c in v.controllers
    and ((v.change in Claim + Create and c = v.asked) or some v.asked & v.previous.controllers or (v.order.kind in Grant + Admit and v.order.key = c)))
  all r: Made | clean[r] and some r.^previous.controllers and no r.controllers implies (some v: r.*previous | v.order.kind = Dismiss)
  all u: hsm.Genuine | u.on.state = Enabled and (no BrokenServer implies u.caller in u.on.controllers and u.on = u.named)
}
assert ClientDomainsUnderOperators { all r: Made - domain.OperatorDomain | clean[r] implies some r.under.operators }

check DroppedHsmLearnsNothingNew for 3 but 4 Revision, 4 Trust, 5 Time, 1 Step, 1 Operator, 1 Client, 1 Domain, 0 Order, 0 Party, 0 Use, 3 Int
check RecordedOpensNothingNew for 3 but 4 Revision, 4 Trust, 4 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Domain, 0 Order, 0 Party, 0 Use, 3 Int
check UsedInvitationOpensNothing for 2 but 5 Revision, 2 Trust, 5 Time, 1 Step, 1 Operator, 3 Key, 1 Domain, 1 Order, 0 Party, 0 Use, 3 Int
check PartiesAgree for 2 but 5 Revision, 4 Trust, 5 Time, 2 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 1 Domain, 0 Order, 2 Party, 0 Use, 3 Int
check OrderNeedsQuorum for 3 but 4 Revision, 4 Trust, 4 Time, 1 Step, 1 Hsm, 2 Client, 1 Key, 2 Domain, 2 Order, 0 Party, 0 Use, 3 Int
check OrderNeedsAnOperator for 3 but 4 Revision, 3 Trust, 4 Time, 1 Step, 1 Hsm, 2 Client, 1 Key, 2 Domain, 2 Order, 0 Party, 0 Use, 3 Int
check DeletedStaysDeleted for 3 but 5 Revision, 3 Trust, 6 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 2 Domain, 0 Party, 0 Use, 3 Int
check DeletedAfterAWhile for 3 but 5 Revision, 2 Trust, 6 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 1 Domain, 0 Party, 0 Use, 3 Int
check OperatorDomainOnlyItsController for 3 but 5 Revision, 4 Trust, 5 Time, 1 Step, 2 Hsm, 1 Operator, 2 Key, 1 Domain, 2 Order, 0 Party, 1 Use, 3 Int
check OnlyControllers for 3 but 5 Revision, 3 Trust, 5 Time, 1 Step, 1 Hsm, 1 Operator, 2 Key, 1 Domain, 1 Order, 0 Party, 1 Use, 3 Int
check ClientDomainsUnderOperators for 3 but 4 Revision, 1 Step, 0 Order, 0 Party, 0 Use, 3 Int

-- larger
check DroppedHsmLearnsNothingNew for 3 but 5 Revision, 4 Trust, 5 Time, 1 Step, 1 Operator, 1 Client, 1 Domain, 0 Order, 0 Party, 0 Use, 3 Int
check RecordedOpensNothingNew for 3 but 6 Revision, 4 Trust, 5 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Domain, 0 Order, 0 Party, 0 Use, 3 Int
check UsedInvitationOpensNothing for 2 but 6 Revision, 3 Trust, 5 Time, 1 Step, 1 Operator, 3 Key, 1 Domain, 1 Order, 0 Party, 0 Use, 3 Int
check PartiesAgree for 2 but 6 Revision, 5 Trust, 5 Time, 3 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 2 Domain, 0 Order, 2 Party, 0 Use, 3 Int
check OrderNeedsQuorum for 3 but 5 Revision, 4 Trust, 5 Time, 1 Step, 2 Hsm, 2 Client, 1 Key, 2 Domain, 3 Order, 0 Party, 0 Use, 3 Int
check DeletedStaysDeleted for 3 but 6 Revision, 4 Trust, 6 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 2 Domain, 0 Party, 0 Use, 3 Int
check DeletedAfterAWhile for 3 but 6 Revision, 3 Trust, 6 Time, 1 Step, 1 Hsm, 1 Operator, 1 Client, 1 Key, 1 Domain, 0 Party, 0 Use, 3 Int
check OperatorDomainOnlyItsController for 3 but 6 Revision, 4 Trust, 5 Time, 1 Step, 2 Hsm, 1 Operator, 2 Key, 2 Domain, 3 Order, 0 Party, 2 Use, 3 Int
check OnlyControllers for 3 but 6 Revision, 3 Trust, 5 Time, 1 Step, 1 Hsm, 1 Operator, 2 Key, 1 Domain, 2 Order, 0 Party, 1 Use, 3 Int

-- a claimed Domain moved away from an HSM that fell to an attacker, then was disabled and deleted by orders, and a party saw it
run Alive {
  some r: Made & state.Deleted, h: Hsm - Genuine, m: r.^previous & change.Move, p: Party {
    clean[r] and no BrokenStore and some r.*previous & change.Claim
    h in m.previous.under.hsms - m.under.hsms and some m.active and m.under.hsms in Genuine
    m + r in p.shown
  }
} for 3 but 5 Revision, 5 Time, 2 Step, 1 Party, 1 Use, 3 Int
-- an auditor's Domain that moved into the founding line, then was disabled by an order
run Audited {
  some r: Made & state.Disabled & domain.Auditor | clean[r] and Genesis in r.^previous.under and some r.*previous & change.Claim
} for 3 but 5 Revision, 5 Time, 1 Step, 1 Order, 0 Party, 0 Use, 3 Int
