/* The rules of protocol.md that decide who can hold a key, as a bounded model.
   A check that finds nothing is a property that held for every system up to its size.
   A line that ends in `-- RULE name` is a rule that mutants.txt takes out to see a property fail. */
module trust

sig Hsm {}
sig Genuine in Hsm {}        -- keep their keys and follow the rules; the others are an attacker's
sig Operator {}
sig Honest in Operator {}    -- approve only what `good` allows; the others do anything

abstract sig Kind {}
one sig Branch, Successor extends Kind {}

sig Trust {
  hsms: some Hsm, swapped: set Hsm, operators: set Operator, quorum: Int,     -- swapped: listed with an ML-KEM key that is not theirs
  kind: lone Kind, prior: lone Trust,
  approvals: set Operator, signer: lone Hsm
}
one sig Genesis extends Trust {}
sig Hybrid in Trust {}       -- version 2: what opens is under RSA and ML-KEM both; under the others RSA alone

fact shape {
  no Genesis.prior and no Genesis.kind and no Genesis.operators and no Genesis.approvals
  Genesis.quorum = 0 and Genesis.hsms in Genuine and Genesis.signer in Genesis.hsms and some Genesis.signer
  no t: Trust | t in t.^prior
  all t: Trust | t.swapped in t.hsms and (t not in Hybrid implies no t.swapped)
  no Genesis.swapped
  all t: Trust - Genesis | one t.prior and one t.kind and some t.operators and t.quorum >= 1 and t.quorum =< #t.operators     -- T1
  all t: Trust - Genesis | t.prior = Genesis implies t.kind = Branch
}

pred approved[t, by: Trust] { #(t.approvals & by.operators) >= by.quorum }

-- T3: what a genuine HSM signs
fact genuineSigns {
  all t: Trust - Genesis | t.signer in Genuine and some t.signer implies t.signer in t.hsms
  all t: Trust - Genesis | t.signer in Genuine and some t.signer implies approved[t, t]     -- RULE own-quorum
  all t: Trust - Genesis | t.signer in Genuine and some t.signer implies t.signer not in t.swapped     -- RULE mlkem-key-too
}

-- T2 to T5: what a verifier accepts, link by link
pred link[t: Trust] {
  some t.signer and t.signer in t.hsms
  approved[t, t]     -- RULE own-quorum
  approved[t, t.prior]     -- RULE predecessor-quorum
  t.prior = Genesis implies t.signer in Genesis.hsms     -- RULE genesis-signer
  t.prior in Hybrid implies t in Hybrid     -- RULE version-stays
}
pred valid[t: Trust] {
  Genesis in t.*prior
  all u: t.*prior - Genesis | link[u]     -- RULE every-link => t != Genesis implies link[t]
}

-- T6: the store's constraint, one founding branch
fact founded {
  lone t: Trust | t.prior = Genesis and valid[t]     -- RULE one-founding-branch
}

-- the policy of an honest operator, shown to it as the difference
pred good[t: Trust] { t.hsms in Genuine and no t.swapped and #(t.operators - Honest) < t.quorum }
fact policy {
  all t: Trust | some t.approvals & Honest implies good[t]     -- RULE operators-policy
}

-- Domains: under a Trust with operators, moved along successor links only (D1, D5)
sig Domain { under: Trust, moved: set Trust }
fact domains {
  all d: Domain | valid[d.under] and d.under != Genesis
  all d: Domain, t: d.moved | valid[t]     -- RULE move-to-verified
  all d: Domain, t: d.moved | d.under in t.^prior     -- RULE direction-of-moves
  all d: Domain, t: d.moved | (all u: t.*prior - d.under.*prior | u.kind = Successor)
}
-- an operator's own Domain: under genesis, moved at its controller's order only
sig OperatorDomain { controller: Operator, placed: some Trust }
fact operatorDomains {
  all d: OperatorDomain, t: d.placed | valid[t]
  all d: OperatorDomain | d.controller in Honest implies (all t: d.placed - Genesis | good[t])     -- RULE controllers-order
}
pred exposed[ts: set Trust] { some ts.hsms - Genuine or some ts.swapped }

assert GoodStaysGood { all t, u: Trust | (t != Genesis and valid[t] and good[t] and t in u.^prior and valid[u]) implies good[u] }
assert DomainsSafe { all d: Domain | good[d.under] implies not exposed[d.under + d.moved] }
assert OperatorsSafe { all d: OperatorDomain | d.controller in Honest implies not exposed[d.placed] }
assert FewerThanQuorum { all t: Trust - Genesis | (valid[t] and t.prior != Genesis and good[t.prior]) implies #(t.approvals & t.prior.operators & Honest) >= 1 }
assert OwnConsent { all t: Trust - Genesis | (valid[t] and good[t]) implies some t.approvals & t.operators & Honest }
assert FoundedWellStaysWell { all f: Trust | (f.prior = Genesis and valid[f] and good[f]) implies (all t: Trust - Genesis | valid[t] implies good[t]) }
assert NobodyEntersAlone { all t: Trust - Genesis | valid[t] implies some t.*prior & prior.Genesis and (all u: t.*prior & prior.Genesis | u.signer in Genuine) }
assert SignerOpens { all t: Trust - Genesis | valid[t] and t.signer in Genuine implies t.signer not in t.swapped }
assert HybridStays {
  all t: Trust, u: t.^prior & Hybrid | valid[t] implies t in Hybrid
  all d: Domain | d.under in Hybrid implies d.moved in Hybrid
}

check GoodStaysGood for 6 but 5 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check DomainsSafe for 6 but 5 Trust, 2 Domain, 0 OperatorDomain, 4 Int
check OperatorsSafe for 6 but 4 Trust, 0 Domain, 2 OperatorDomain, 4 Int
check FewerThanQuorum for 6 but 4 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check OwnConsent for 6 but 4 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check FoundedWellStaysWell for 6 but 5 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check NobodyEntersAlone for 6 but 5 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check SignerOpens for 6 but 4 Trust, 0 Domain, 0 OperatorDomain, 4 Int
check HybridStays for 6 but 5 Trust, 2 Domain, 0 OperatorDomain, 4 Int
run Alive { some t, u: Trust, d: Domain | d.under = t and good[t] and u in d.moved and some Operator - Honest and some Hsm - Genuine and t not in Hybrid and u in Hybrid } for 6 but 5 Trust, 1 Domain, 1 OperatorDomain, 4 Int
