/* Revisions of one Domain (T7, D2 to D7, O1 to O3, sections 7 and 10 of the protocol, second edition), as a bounded model.
   The adversary is the database: at every step it shows a server or a home any document that exists, or none.
   With it: party M (a controller, a former one, or who has a used invitation), HSM Bad (dropped by a later Trust of the
   line; it signs anything under its own Trusts, with any history of revisions that exist), any one operator.
   Orders and Trusts have their quorum: fewer operators than that are with the adversary (trust.als, life.als).
   A key of a ring is named by the revision that made it. `hand` is what an honest HSM had in hand: a ghost, nobody checks it.
   The first check of a property is the smallest that is worth something, a second one is larger.
   A line that ends in `-- RULE name` is a rule that mutants.txt takes out to see a property fail. */
module revisions
open util/ordering[Step] as S
open util/ordering[Place] as P       -- the numbers of revisions
open util/ordering[Trust] as L       -- the line of successors, oldest first
open util/ordering[Number] as N      -- of orders; the first is the 0 that a Domain begins with

sig Place {}
sig Number {}
sig Hsm {}
one sig Bad extends Hsm {}
sig Trust { hsms: some Hsm }
fact line {
  Bad in L/first.hsms and Bad not in L/last.hsms                             -- dropped once ...
  all t: Trust | Bad in t.hsms implies Bad in L/prevs[t].hsms or t = L/first
  all t: Trust | Bad not in t.hsms implies Bad not in L/nexts[t].hsms        -- ... and for good
  all t: Trust - L/last | some (t.hsms & L/next[t].hsms) - Bad               -- T4: an honest HSM in both
}
abstract sig Party { card: lone Rev }                                        -- the revision that its invitation or card names
one sig C, D, M extends Party {}                                             -- two honest homes, of clients or operators; M is the adversary's
fun honest: set Party { C + D }
sig Server { hsm: Hsm - Bad }
sig Keeps in Server {}                                                       -- the others have no memory of the Domain
abstract sig OKind {}
one sig Disable, Enable, Delete, Grant, Admit, Dismiss extends OKind {}      -- Dismiss: an `admit` that gives no rights
sig Order { kind: OKind, number: Number, target: lone Party, undoes: lone Order }
fact orders {
  all o: Order | (some o.target iff o.kind in Grant + Admit + Dismiss) and (some o.undoes iff o.kind in Enable + Delete) and o not in o.^undoes
  all o: Order | o.undoes.kind in Disable
}
abstract sig Cause {}
one sig Share, Rotate, Move, Claim, ByOrder extends Cause {}

sig Rev {
  place: Place, hist: set Rev, trust: Trust, by: Hsm, ctl: set Party, ring: set Rev, active: lone Rev,
  ordered: Number, disabledBy: lone Order,
  moves: Place -> lone Trust,                                                -- under which Trust it stood at each earlier place
  hand: lone Rev, cause: lone Cause, asker: lone Party, ran: lone Order
}
sig Disabled, Deleted, Unclaimed in Rev {}
one sig Root extends Rev {}
fun forged: set Rev { by.Bad }
fun exposed: set Trust { hsms.Bad }                                          -- Trusts that name the bad HSM
fun placesBefore[r: Rev]: set Place { P/prevs[r.place] }
fun from[t: Trust]: set Trust { t + L/nexts[t] }

-- what every reader checks in one document
pred valid[r: Rev] {
  r.by in r.trust.hsms     -- D2 -- RULE signer-in-trust
  all p: placesBefore[r] | one r.moves[p]
  all p: placesBefore[r] | r.trust in from[r.moves[p]]     -- D2 -- RULE moves-go-forward
  all p: placesBefore[r], q: P/prevs[p] | r.moves[p] in from[r.moves[q]]
}
-- what follows from what was seen
pred descends[x, s: Rev] {
  valid[x] and P/gt[x.place, s.place]
  s in x.hist and x.hist & place.(placesBefore[s]) = s.hist     -- T7 -- RULE history-continues
  x.moves[s.place] = s.trust and (all p: placesBefore[s] | x.moves[p] = s.moves[p])     -- T7 -- RULE moves-continue
  s not in Deleted     -- T7 -- RULE tombstone-last
}
pred onward[x, s: Rev] { x = s or descends[x, s] }
-- first contact, by an invitation or a card
pred contact[x: Rev, named: lone Rev] {
  valid[x] and some named
  x = named or named in x.hist     -- section 10 -- RULE card-names-a-revision
  x = named or x.moves[named.place] = named.trust     -- section 10 -- RULE card-names-its-trust
}
-- a fork is left by hand: to where the seen one stands, or forward on the line
pred repins[x, s: Rev] {
  valid[x]
  x.trust in from[s.trust]     -- T6 -- RULE repin-goes-forward
}

pred oldKey[r, h: Rev] { r.active = h.active and r.ring = h.ring }
pred newKey[r, h: Rev] { r.active = r and r.ring = h.ring + r }

-- what an honest HSM makes of the revision in hand
pred wellMade[r: Rev] {
  let h = r.hand {
    valid[h] and h not in Deleted
    r.by in h.trust.hsms & r.trust.hsms
    r.hist = h.hist + h and r.place = P/next[h.place]
    r.moves = h.moves + h.place -> h.trust
    r.cause != Move implies r.trust = h.trust
    r.cause not in Claim + ByOrder implies (r in Unclaimed iff h in Unclaimed)
    r.cause != ByOrder implies no r.ran and r not in Deleted and r.ordered = h.ordered and r.disabledBy = h.disabledBy and (r in Disabled iff h in Disabled)
    r.cause = Share implies {
      some r.asker and h not in Disabled + Unclaimed and some r.ctl and r.ctl != h.ctl
      r.asker in h.ctl     -- D4 -- RULE only-controllers-share
      r.asker in honest implies (M in r.ctl implies M in h.ctl)
      some h.ctl - r.ctl implies newKey[r, h] else oldKey[r, h]     -- D4 -- RULE removal-makes-a-key => oldKey[r, h]
    }
    r.cause = Rotate implies { h not in Disabled and r.ctl = h.ctl and newKey[r, h] and r.asker in h.ctl }
    r.cause = Move implies {
      r.ctl = h.ctl and no r.asker and r.trust != h.trust
      r.trust in from[h.trust]     -- D5 -- RULE moves-over-successors
      some h.trust.hsms - r.trust.hsms implies newKey[r, h] else oldKey[r, h]     -- D5 -- RULE dropping-makes-a-key => oldKey[r, h]
    }
    r.cause = Claim implies {
      h in Unclaimed - Disabled and r not in Unclaimed and some r.asker and r.ctl = r.asker
      r.active = r and r.ring = r     -- D4 -- RULE claim-makes-the-ring => oldKey[r, h]
    }
    r.cause = ByOrder implies carriedOut[r, h]
  }
}
pred carriedOut[r, h: Rev] {
  one r.ran and no r.asker
  N/gt[r.ran.number, h.ordered]     -- O1 -- RULE number-is-higher
  r.ordered = r.ran.number     -- O1 -- RULE number-is-kept => r.ordered = h.ordered
  r.ran.kind in Disable + Enable + Delete implies r.ctl = h.ctl and (r in Unclaimed iff h in Unclaimed)
  r.ran.kind in Grant + Admit + Dismiss implies r.disabledBy = h.disabledBy and (r in Disabled iff h in Disabled) and r not in Deleted + Unclaimed
  r.ran.kind = Disable implies { h not in Disabled and r in Disabled - Deleted and r.disabledBy = r.ran and oldKey[r, h] }
  r.ran.kind in Enable + Delete implies h in Disabled
  r.ran.kind in Enable + Delete implies r.ran.undoes = h.disabledBy     -- O2 -- RULE names-the-disabling
  r.ran.kind = Enable implies { r not in Disabled + Deleted and no r.disabledBy and oldKey[r, h] }
  r.ran.kind = Delete implies { r in Deleted & Disabled and r.disabledBy = h.disabledBy and no r.ring and no r.active }
  r.ran.kind = Grant implies r.ctl = r.ran.target
  r.ran.kind = Grant implies newKey[r, h]     -- O3 -- RULE grant-makes-a-key => r.ran.kind = Grant implies oldKey[r, h]
  r.ran.kind in Admit + Dismiss implies h not in Unclaimed
  r.ran.kind = Admit implies r.ctl = h.ctl + r.ran.target and r.ctl != h.ctl and oldKey[r, h]
  r.ran.kind = Dismiss implies r.ctl = h.ctl - r.ran.target and r.ctl != h.ctl
  r.ran.kind = Dismiss implies newKey[r, h]     -- O3 -- RULE dismissal-makes-a-key => r.ran.kind = Dismiss implies oldKey[r, h]
}
fact documents {
  all r: Rev | r.hist.place in placesBefore[r] and (all disj a, b: r.hist | a.place != b.place) and r.moves.Trust in placesBefore[r]
  Root.place = P/first and no Root.hand and no Root.cause and no Root.ran and Root.by in Root.trust.hsms - Bad
  Root.active = Root and Root.ring = Root and Root.ordered = N/first and no Root.disabledBy and Root not in Disabled + Deleted
  no Root.asker and (Root in Unclaimed iff no Root.ctl)
  all r: Rev - Root - forged | one r.hand and one r.cause and wellMade[r]
  -- what Bad can write: anything, with keys that it knows (its own, and what honest HSMs sealed for it under its Trusts)
  all f: forged | {
    no f.hand and no f.cause and no f.asker and no f.ran and f.place != P/first
    f.trust in exposed     -- D2 -- RULE signer-in-trust
    f.ring in forged + { k: Rev - forged | some y: trust.exposed - forged | k in y.*hand & y.ring } and f.active in f.ring
    f not in Deleted implies one f.active
  }
}

abstract sig Ev {}
one sig Make, Use, See, TakeIn, Restore, Resume, Repin extends Ev {}
sig Step {
  made: set Rev,
  mem: Server -> lone Rev, had: Server -> set Rev,                           -- what a server remembers, and ever did
  seen: Party -> lone Rev, saw: Party -> set Rev,                            -- what a home remembers, and ever did
  quiet: set Server, kept: Server -> set Rev,                                -- servers that were restored, and what they keep for later
  ev: lone Ev, who: lone Party, at: lone Server, what: lone Rev, row: lone Rev, neu: lone Rev
}
-- what a server serves or changes
pred served[t: Step, s: Server, x: Rev] {
  valid[x] and s.hsm in x.trust.hsms
  (s in Keeps and some t.mem[s]) implies (x = t.mem[s] or descendsFrom[x, t.mem[s]])     -- section 7 -- RULE servers-remember
}
pred descendsFrom[x, m: Rev] {
  descends[x, m]     -- section 7 -- RULE memory-is-whole => valid[x] and P/gt[x.place, m.place] and m in x.hist
}
pred remembersOrFollows[x, m: Rev] {
  x = m or descends[x, m]     -- D7 (1) -- RULE import-of-the-same => descends[x, m]
}
-- what it takes in, over the row that the database shows
pred takesOver[t: Step, s: Server, x: Rev, shown: lone Rev] {
  let m = s in Keeps => t.mem[s] else none {
    valid[x]
    some m implies remembersOrFollows[x, m]     -- D7 (1) -- RULE import-from-the-memory
    (some shown and valid[shown] and (some m implies onward[shown, m])) implies onward[x, shown]     -- D7 (2)
  }
}
pred start[t: Step] {
  t.made = Root and t.mem in Server -> Root and t.had = t.mem and t.seen in honest -> Root and t.saw = t.seen and no t.quiet + t.kept.Rev
  no M.card and no (C + D).card & forged
  all c: honest | some c.card implies no t.seen[c]
}
pred remembers[t, u: Step, x: Rev] { u.mem = t.mem ++ (t.at & Keeps) -> x and u.had = t.had + (t.at & Keeps) -> x }
pred forgets[t, u: Step, x: Rev] { u.mem = t.mem and u.had = t.had + (t.at & Keeps) -> x }
pred memoryStays[t, u: Step] { u.mem = t.mem and u.had = t.had }
pred homesStay[t, u: Step] { u.seen = t.seen and u.saw = t.saw }
pred homeSees[t, u: Step, x: Rev] { u.seen = t.seen ++ t.who -> x and u.saw = t.saw + t.who -> x }

pred step[t, u: Step] {
  -- documents: what the event makes, and what Bad wrote meanwhile
  t.made + t.neu in u.made and u.made - t.made - t.neu in forged and all f: u.made - t.made - t.neu | f.hist in u.made - t.neu
  t.ev != Make implies no t.neu
  t.ev != TakeIn implies no t.row
  no t.ev implies { no t.who + t.what and no t.at and memoryStays[t, u] and homesStay[t, u] }
  some t.ev & (Make + Use + See + TakeIn + Repin) implies one t.what
  t.what + t.row in t.made
  some t.ev & (Make + Use + TakeIn + Restore + Resume) implies one t.at
  no t.ev & (Restore + Resume + Repin) implies u.quiet = t.quiet
  no t.ev & (TakeIn + Restore + Resume + Repin) implies u.kept = t.kept
  t.ev = Make implies {
    one t.neu and t.neu not in t.made + forged + Root and t.neu.hand = t.what and t.neu.by = t.at.hsm and t.who = t.neu.asker
    served[t, t.at, t.what]
    t.at not in t.quiet     -- section 7 -- RULE closed-changes-nothing
    (some t.who & honest and t.neu.cause != Claim) implies t.what = t.seen[t.who]     -- D3 -- RULE by-thumbprint => (some t.who & honest and t.neu.cause != Claim) implies t.what.place = t.seen[t.who].place
    (some t.who & honest and t.neu.cause = Claim) implies no t.seen[t.who] and contact[t.what, t.who.card]     -- D4 -- RULE claim-of-what-is-named => (some t.who & honest and t.neu.cause = Claim) implies no t.seen[t.who] and some t.who.card and t.what.trust in from[t.who.card.trust]
    -- it may die between the commit and the answer
    remembers[t, u, t.neu]     -- section 7 -- RULE memory-before-commit => remembers[t, u, t.neu] or (forgets[t, u, t.neu] and homesStay[t, u])
    homesStay[t, u] or (some t.who & honest and (t.neu.cause = Claim or t.what = t.seen[t.who]) and homeSees[t, u, t.neu])
  }
  t.ev = Use implies {
    one t.who and served[t, t.at, t.what] and t.who in t.what.ctl and t.what not in Disabled + Deleted + Unclaimed
    t.at not in t.quiet     -- section 7 -- RULE closed-uses-nothing
    t.who in honest implies t.what = t.seen[t.who]     -- D3 -- RULE by-thumbprint => t.who in honest implies t.what.place = t.seen[t.who].place
    remembers[t, u, t.what] and homesStay[t, u]
  }
  t.ev = See implies {
    one t.who and t.who in honest and no t.at and valid[t.what]
    some t.seen[t.who] implies descends[t.what, t.seen[t.who]]     -- T7 -- RULE homes-remember
    no t.seen[t.who] implies contact[t.what, t.who.card]     -- section 10 -- RULE first-contact
    homeSees[t, u, t.what] and memoryStays[t, u]
  }
  t.ev = TakeIn implies {                                                    -- an attempt, by an honest home (what it saw) or by the adversary
    (one t.who & honest and t.what = t.seen[t.who]) or t.who = M
    homesStay[t, u]
    t.at in t.quiet implies keepsForLater[t, u] else takesNow[t, u]     -- section 7 -- RULE closed-chooses-nothing => takesNow[t, u]
  }
  t.ev = Restore implies {                                                   -- the backup's memory: something it had before
    no t.who + t.what and t.at in Keeps and u.quiet = t.quiet + t.at and u.kept = t.kept - t.at -> Rev and homesStay[t, u] and u.had = t.had
    some old: t.had[t.at] | u.mem = t.mem ++ t.at -> old
  }
  t.ev = Resume implies {
    no t.who + t.what and t.at in t.quiet and u.quiet = t.quiet - t.at and homesStay[t, u] and u.kept = t.kept - t.at -> Rev
    opens[t, u, t.mem[t.at] + t.kept[t.at] + t.mem[Keeps]]     -- section 7 -- RULE opened-with-all-memories => opens[t, u, t.mem[t.at] + t.kept[t.at]]
  }
  t.ev = Repin implies {                                                     -- a home, or a server that keeps
    t.who in honest and one t.who + t.at and t.at in Keeps
    one t.who implies { some t.seen[t.who] and repins[t.what, t.seen[t.who]] and homeSees[t, u, t.what] and memoryStays[t, u] and u.quiet = t.quiet and u.kept = t.kept }
    one t.at implies { some t.mem[t.at] and repins[t.what, t.mem[t.at]] and remembers[t, u, t.what] and homesStay[t, u] and u.quiet = t.quiet - t.at and u.kept = t.kept - t.at -> Rev }
  }
}
pred keepsForLater[t, u: Step] {
  memoryStays[t, u]
  u.kept = t.kept + t.at -> { x: t.what | t.at in Keeps and valid[x] and (some t.mem[t.at] implies onward[x, t.mem[t.at]]) }
}
pred takesNow[t, u: Step] {
  u.kept = t.kept
  takesOver[t, t.at, t.what, t.row] implies remembers[t, u, t.what] else memoryStays[t, u]     -- D7 -- RULE taken-is-remembered => takesOver[t, t.at, t.what, t.row] implies forgets[t, u, t.what] else memoryStays[t, u]
}
-- it takes the newest, if all that is known is one line; otherwise it stays closed
pred opens[t, u: Step, known: set Rev] {
  some known implies (some m: known | (all n: known | onward[m, n]) and remembers[t, u, m]) else memoryStays[t, u]     -- section 7 -- RULE opened-on-one-line => some known implies (some m: known | remembers[t, u, m]) else memoryStays[t, u]
}
fact traces {
  start[S/first] and (all t: Step - S/last | step[t, S/next[t]])
  no S/last.(ev + neu + what + row) and no S/last.who and no S/last.at and S/last.made = Rev
}
pred calm { no Step.ev & (Restore + Resume + Repin) }
pred noRepin { no Step.ev & Repin }

-- the line of honest changes: what descends really
pred truly[x, r: Rev] { x = r or r in x.^hand }
fun firm: set Rev { Rev - trust.exposed }                                    -- stands under a Trust without Bad: the Domain was moved
fun known[t: Step, c: Party]: set Rev { t.saw[c] + c.card }

-- P1: who saw a revision (of a moved Domain), or has a card of it, never accepts one that is not made from it by honest changes
assert P1see { calm implies (all t: Step | t.ev = See implies (all r: known[t, t.who] & firm | truly[t.what, r])) }
assert P1server { calm implies (all t: Step | t.ev in Use + Make and t.at in Keeps implies (all r: t.had[t.at] & firm | truly[t.what, r])) }
assert P1use { calm implies (all t: Step | t.ev in Use + Make and t.who in honest implies (all r: known[t, t.who] & firm | truly[t.what, r])) }
-- under every Trust: what it accepts has the whole history that it saw
assert P1history { calm implies (all t: Step | t.ev = See implies t.saw[t.who] - t.what in t.what.hist) }
-- P2: whoever a revision took away gets nothing at a server that made or served it, unless a later order brings it back
pred broughtBack[r: Rev] { some o: Order | o.kind in Grant + Admit and o.target = M and N/gt[o.number, r.ordered] }
pred without[r: Rev] { M not in r.ctl and r not in Unclaimed and not broughtBack[r] }
assert P2 { calm implies (all t: Step | (t.ev in Use + Make and t.who = M and t.at in Keeps) implies (no r: t.had[t.at] & firm | without[r])) }
assert P2disabled { calm implies (all t: Step | (t.ev = Use and t.at in Keeps) implies
  (all r: t.had[t.at] & firm & Disabled | some o: Order | o.kind = Enable and o.undoes = r.disabledBy and N/gt[o.number, r.ordered])) }
-- what a home that saw the removal seals, M opens nowhere, if no quorum ever approved an order for it that was not carried out:
-- one that a higher number ended can still be carried out on an old row, at a server without memory (see EndedOrder)
pred approved[r: Rev] { some o: Order - r.*hand.ran | o.kind in Grant + Admit and o.target = M }
assert P2seal { calm implies (all t: Step | (t.ev = Use and t.who in honest) implies
  (all r: known[t, t.who] & firm | (without[r] and not approved[r]) implies t.what.active not in (ctl.M).ring)) }
-- P3: who saw a revision of a moved Domain is not brought to one that Bad made or knows the active key of, nor by a repin
pred p3[t: Step] { (t.ev = Use and t.who in honest and some known[t, t.who] & firm) implies (t.what not in forged and t.what.active not in (trust.exposed).ring + forged) }
assert P3 { no Step.ev & (Restore + Resume) implies (all t: Step | p3[t]) }
-- P5: by number: on a line each order once, and none after one of a higher number; a tombstone is the end
assert P5once { calm implies (all t: Step | t.ev = See implies
  (all r: known[t, t.who] & firm | no a: t.what.*hand - r.*hand | some a.ran and a.ran.number in r.ordered + N/prevs[r.ordered])) }
assert P5line { all r: Rev, b: r.*hand, a: b.^hand | some a.ran and some b.ran implies N/lt[a.ran.number, b.ran.number] }
assert P5deleted { calm implies {
  all t: Step | t.ev = See implies no t.saw[t.who] & Deleted
  all t: Step | t.ev in Use + Make and t.at in Keeps implies no t.had[t.at] & Deleted
} }
-- P4: a home with what the server remembers, or more of the same line, can hand it back, whatever row the database shows,
-- if the row itself is not another branch from what the server remembers
assert P4 { calm implies (all t: Step, c: honest, s: Server, r: t.made | let x = t.seen[c], m = t.mem[s] |
  (s in Keeps and some x and some m and truly[x, m] and (onward[r, m] implies truly[x, r])) implies takesOver[t, s, x, r]) }
-- without a fork: every home that holds the newest revision hands it back at every server, and then every server serves it
fun newest[t: Step]: set Rev { { x: t.made | all a: t.made | truly[x, a] } }
assert P4heal { calm implies (all t: Step, c: honest, s: Server, r: t.made | let x = t.seen[c] |
  (some x and x in newest[t] and s.hsm in x.trust.hsms) implies (takesOver[t, s, x, r] and served[t, s, x])) }
-- of two branches that honest HSMs made, who saw one can be brought to the other
pred brought[x, y: Rev] { some z: x.*hand - y.*hand | repins[z, y] or (z.trust in L/prevs[L/last] and z.by in L/last.hsms) }
pred parted[x, y: Rev] { not truly[x, y] and not truly[y, x] and not brought[x, y] and not brought[y, x] }
assert P4repin { (calm and no forged) implies (no x, y: Rev | parted[x, y]) }
-- P6: after a restore, once somebody handed over what it saw, there or at another server, the removed get nothing
pred handedOver[t: Step, j: Step, i: Step] {
  i.ev = Restore and i.at = t.at and j in S/nexts[i] and j.ev = TakeIn and j.who in honest and t.at in j.quiet
  some r: i.had[t.at] & firm | truly[j.what, r] and without[r]
}
assert P6 { noRepin implies (all t: Step | (t.ev in Use + Make and t.who = M and t.at in Keeps) implies
  (no i, j: S/prevs[t] | handedOver[t, j, i] and j.at = t.at and (no k: S/nexts[i] & S/prevs[t] | k.ev = Restore and k.at = t.at))) }
assert P6system { noRepin implies (all t: Step | (t.ev in Use + Make and t.who = M and t.at in Keeps) implies
  (no i, j: S/prevs[t] | handedOver[t, j, i] and j.at in Keeps and (no k: S/nexts[i] & S/prevs[t] | k.ev = Restore)
    and (some x: S/next[j].mem[j.at] | truly[x, j.what]))) }
-- while it is not resumed
assert P6quiet { noRepin implies (no t: Step | some t.ev & (Use + Make) and t.at in t.quiet) }

-- histories in which somebody is stuck without a repin: two servers, by a lost commit; a server that served M's fork; a home
-- that holds the newest of its line, by a row that is another branch
pred honestOnly { no forged and no Step.who & M and no Step.ev & (TakeIn + Restore + Resume + Repin) }
pred stuckServers { honestOnly and (some t: Step, disj a, b: Keeps | let x = t.mem[a], y = t.mem[b] | some x and some y and x not in Root and y not in Root
  and not truly[x, y] and not truly[y, x] and (all z: t.made | not (served[t, a, z] and served[t, b, z]))) }
pred stuckByM { no forged and calm and (some t: Step, a: Keeps, c: honest | some t.mem[a] and some t.seen[c] and M not in t.seen[c].ctl and M in t.mem[a].ctl
  and a.hsm in t.seen[c].trust.hsms and not served[t, a, t.seen[c]] and (all r: t.made | not takesOver[t, a, t.seen[c], r])) }
pred stuckByRow { no forged and calm and (some t: Step, a: Keeps, c: honest, r: t.made | let x = t.seen[c], m = t.mem[a] | some m and some x and truly[x, m]
  and not takesOver[t, a, x, r] and M in r.ctl and M not in x.ctl) }
pred endedOrder { calm and no forged and (some t: Step, r: t.saw[C], x: Rev - Root | t.ev = Use and t.who = C and without[r] and x.ran.kind = Admit and x.ran.target = M
  and N/lt[x.ran.number, r.ordered] and t.what.active in x.ring) }

check P1see for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P1server for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P1use for 3 but 2 Trust, 3 Hsm, 2 Server, 1 Order, 2 Number, 6 Step, 4 Rev, 4 Place
check P1history for 3 but 2 Trust, 3 Hsm, 2 Server, 0 Order, 1 Number, 5 Step, 4 Rev, 4 Place
check P2 for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P2disabled for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P2seal for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P3 for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P4 for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P4heal for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P4repin for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P5once for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P5line for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P5deleted for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
check P6 for 3 but 2 Trust, 2 Hsm, 2 Server, 0 Order, 1 Number, 7 Step, 5 Rev, 5 Place
check P6system for 3 but 2 Trust, 3 Hsm, 2 Server, 1 Order, 2 Number, 6 Step, 4 Rev, 4 Place
check P6quiet for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place

-- larger
check P1see for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P1server for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 5 Rev, 5 Place
check P1use for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P1history for 3 but 3 Trust, 3 Hsm, 2 Server, 0 Order, 1 Number, 6 Step, 5 Rev, 5 Place
check P2 for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 5 Rev, 5 Place
check P2disabled for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P2seal for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 5 Rev, 5 Place
check P3 for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 5 Rev, 5 Place
check P4 for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P4heal for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P5once for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P5deleted for 3 but 3 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 6 Step, 5 Rev, 5 Place
check P6 for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 7 Step, 5 Rev, 5 Place
check P6system for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 7 Step, 5 Rev, 5 Place

-- not empty: a moved Domain, Bad writes, M uses, a client saw the move
run Alive { calm and some forged and some Step.saw[C] & firm - Root and (some t: Step | t.ev = Use and t.who = M) } for 3 but 2 Trust, 3 Hsm, 2 Server, 1 Order, 2 Number, 6 Step, 5 Rev, 5 Place
run StuckServers { stuckServers } for 3 but 2 Trust, 3 Hsm, 2 Server, 0 Order, 1 Number, 5 Step, 4 Rev, 4 Place
run StuckByM { stuckByM } for 3 but 2 Trust, 3 Hsm, 2 Server, 0 Order, 1 Number, 5 Step, 4 Rev, 4 Place
run StuckByRow { stuckByRow } for 3 but 2 Trust, 3 Hsm, 2 Server, 0 Order, 1 Number, 5 Step, 4 Rev, 4 Place
run EndedOrder { endedOrder } for 3 but 2 Trust, 3 Hsm, 2 Server, 2 Order, 3 Number, 5 Step, 4 Rev, 4 Place
