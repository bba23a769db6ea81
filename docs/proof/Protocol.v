(** The protocol of docs/protocol.md (rules T1-T5, T7, D1-D6, D8, D9, O1-O4) as an inductive
    (Dolev-Yao) model: any number of agents, documents and steps.
    The database and the network are the adversary: whatever anybody shows to
    anybody is a message that the adversary can derive ([know]). *)
From Coq Require Export List Arith Bool Lia.
Export ListNotations.

(** ** Vocabulary.  HSMs, people (connection keys) and fresh keys are numbers.
    An operator is its approval key, a fresh key. *)
Inductive kind := Branch | Successor.

(** An HSM has two keys: HSM h holds signing key h and encryption key h. An entry of a Trust is a signing key and an
    encryption key, and whoever writes a Trust may put any mixture of keys into it. *)
Definition own (h : nat) : nat * nat := (h, h).

(** A Trust holds its predecessor itself: thumbprints are injective, so nothing
    can have a thumbprint of something that contains it. *)
Inductive trust :=
| Genesis
| Link (k : kind) (hs : list (nat * nat)) (ops : list nat) (q : nat) (p : trust).

Inductive purpose := Encrypt | Sign | Operator.

(** Rights (D8).  [Dec] is what a Domain's purpose is for: decrypt, in a Sign Domain sign, in an Operator Domain approve.
    A revision names its controllers by pairs of a connection key and one right that it has. *)
Inductive right := Dec | Enc | Share.
Definition all (c : nat) := [(c, Dec); (c, Enc); (c, Share)].

(** What a quorum can order (O1 to O4): controllers and policy (grant, admit, policy), one opening, or a state.
    [w] is the order's number (an opening has none, and any will do); it names Domain and Trust. *)
Inductive oact := OSet (cs : list (nat * right)) (q r : bool) | OOpen (c n s : nat)
  | ODisable | OEnable (b : order) | ODelete (b : order)                               (* O2; b: the order that disabled it *)
with order := Ord (w d : nat) (t : trust) (a : oact).
Definition number o := let 'Ord w _ _ _ := o in w.

(** The state of a Domain (O2), with the order that disabled it (the page's [disabledBy]; a tombstone keeps it). *)
Inductive state := Enabled | Disabled (b : order) | Deleted (b : order).
Definition disabling s := match s with Enabled => None | Disabled b | Deleted b => Some b end.

(** What a revision says in clear.  [jwe] stands for the thumbprint of the wrapped keys, [hist] for the
    thumbprints of all earlier revisions, oldest last; [moves] for the Trust
    at each of these places; [quo]: policy decrypt: quorum; [rdr]: readers: quorum; [last]: the number of the last order carried out
    (the page's [ordered]), 0 if there was none. *)
Inductive head := Head (id : nat) (p : purpose) (may : list (nat * right)) (t : trust)
                       (jwe : nat) (hist : list head) (moves : list trust) (quo rdr : bool) (last : nat) (st : state).
Definition id x    := let 'Head i _ _ _ _ _ _ _ _ _ _ := x in i.
Definition purp x  := let 'Head _ p _ _ _ _ _ _ _ _ _ := x in p.
Definition may x   := let 'Head _ _ c _ _ _ _ _ _ _ _ := x in c.
Definition under x := let 'Head _ _ _ t _ _ _ _ _ _ _ := x in t.
Definition jwe x   := let 'Head _ _ _ _ k _ _ _ _ _ _ := x in k.
Definition hist x  := let 'Head _ _ _ _ _ h _ _ _ _ _ := x in h.
Definition moves x := let 'Head _ _ _ _ _ _ m _ _ _ _ := x in m.
Definition quo x   := let 'Head _ _ _ _ _ _ _ q _ _ _ := x in q.
Definition rdr x   := let 'Head _ _ _ _ _ _ _ _ r _ _ := x in r.
Definition last x  := let 'Head _ _ _ _ _ _ _ _ _ d _ := x in d.
Definition st x    := let 'Head _ _ _ _ _ _ _ _ _ _ s := x in s.
Definition num x   := S (length (hist x)).
Definition named x := map fst (may x).                                                 (* the controllers *)
Definition ctl x   := map fst (filter (fun g => match snd g with Dec => true | _ => false end) (may x)).   (* those with decrypt *)

(** What a controller can ask for by its signed request (D3). *)
Inductive act :=
| Approve (t : trust)
| ApproveOrder (o : order)
| MoveTo (t : trust)
| SetCtl (cs : list (nat * right))
| Open (n s : nat)
| SignFile (f : nat).

(** What is signed; the constructors are the [typ]s. *)
Inductive data :=
| DNil
| DTrust (t : trust)                                  (* kms-trust *)
| DApproval (t : trust)                               (* kms-trust-approval *)
| DOrder (o : order)                                  (* kms-order-approval *)
| DHead (x : head)                                    (* kms-domain *)
| DReq (x : head) (a : act)                           (* kms-request, naming a revision *)
| DFile (x : head) (f : nat).                         (* kms-file *)

Inductive key := SK (h : nat) | DK (h : nat) | CK (c : nat) | FK (n : nat).

Definition aad := (nat * nat * trust)%type.           (* id, revision, Trust *)
Definition aad_of x : aad := (id x, num x, under x).

Inductive msg :=
| Pub (d : data)
| Key (k : key)
| Tok (h k : nat)                                     (* RSA-OAEP of key k to encryption key h *)
| Ring (k : nat) (a : aad) (l : list nat)             (* AES-GCM under k of the keys l *)
| Seal (n s : nat)                                    (* data key s under master key n *)
| Pair (m m' : msg)
| Sig (k : key) (m : msg).

Fixpoint toks (hs : list (nat * nat)) (k : nat) : msg :=
  match hs with [] => Pub DNil | e :: r => Pair (Tok (snd e) k) (toks r k) end.

Definition body x tk k a l := Pair (Pub (DHead x)) (Pair tk (Ring k a l)).

Inductive comp (m : msg) : msg -> Prop :=
| comp_here : comp m m
| comp_l a b : comp m a -> comp m (Pair a b)
| comp_r a b : comp m b -> comp m (Pair a b).

(** [follows t u]: u is reached from t over successor links; [below]: over any. *)
Inductive follows (t : trust) : trust -> Prop :=
| fol_refl : follows t t
| fol_step hs ops q p : follows t p -> follows t (Link Successor hs ops q p).
Inductive below (t : trust) : trust -> Prop :=
| bel_refl : below t t
| bel_step k hs ops q p : below t p -> below t (Link k hs ops q p).

(** The rules that can be left out, to show what needs them. *)
Inductive rule :=
| OwnQuorum       (* T3: quorum of its own operators *)
| PredQuorum      (* T4: quorum of the predecessor's operators *)
| GenesisSigner   (* T4: after genesis, signed by one of genesis's HSMs *)
| SignerInTrust   (* D2: the signer of a Domain is an HSM of its Trust *)
| AadTrust        (* D2: the aad is computed again *)
| Forward         (* D5: moves follow successor links *)
| ControllerMoves (* D5: an operator's Domain moves at its controller's order *)
| OwnRequest      (* D3: an approval key is used for its controller's request only *)
| NamesRevision   (* D3: a request is for the revision that it names *)
| NewKey          (* D4: a removal makes a new active key *)
| OwnRights       (* D4: nobody gives or takes away a right that he has not *)
| ShareRight      (* D4: who changes controllers has share; anybody may leave *)
| RightToUse      (* D8: who opens has decrypt, who signs a file has sign *)
| EnabledToUse    (* O2: nothing is opened, sealed or signed but while the Domain is enabled *)
| DisabledStays   (* O2: a disabled Domain is moved and changed by orders, nothing else *)
| NamesDisabling  (* O2: enable and delete name the order that disabled it *)
| TombstoneLast   (* T7, O2: nothing descends from a tombstone *)
| OneController   (* D3, D8: an operator's Domain never changes its controller *)
| Policy          (* an honest operator approves only what is good *)
| MoveKey         (* D5: a move that drops somebody, or to another quorum, makes a new active key *)
| PolicyKey       (* O3: a new policy makes a new active key *)
| ReadersQuorum   (* D9: under readers: quorum no controller adds one *)
| OpenOrder       (* O4: under decrypt: quorum nothing is opened without an order *)
| BothKeys        (* T3, T4, D1, D2: an HSM is in a Trust only if one entry holds both its keys *)
| Once            (* O1: an order is carried out only if its number is higher than the last one *)
| Moves.          (* section 4 *)
Scheme Equality for rule.

Inductive event :=
| ESign (h : nat) (t : trust)                                   (* HSM h signed Trust t *)
| EMake (h : nat) (old : option head) (x : head) (l : list nat) (* HSM h made revision x with ring l *)
| EReq  (c : nat) (x : head) (a : act)                          (* c signed a request *)
| EUse  (h o : nat) (d : data)                                  (* HSM h signed d with approval key o *)
| EOwn  (o : nat) (d : data)                                    (* a person signed d with an approval key that it keeps *)
| ESeal (h n s : nat)                                           (* HSM h sealed s under n *)
| EOpen (h c : nat) (x : head) (n s : nat)                      (* HSM h opened s under n for c *)
| EFile (h c : nat) (x : head) (n f : nat).                     (* HSM h signed file f with n for c *)
Definition trace := list event.

(** Where a fresh key comes from.  A number is chosen when a key is made, so this
    function is arbitrary and fixed: it only sorts the numbers. *)
Inductive label :=
| LNone            (* the adversary's, or made where the adversary can look *)
| LK               (* wrapping key made under a safe Trust *)
| LM (d : nat)     (* master key made under a safe Trust for Domain d *)
| LO (c : nat)     (* approval key made under a safe Trust for controller c *)
| LD (ns : list nat). (* data key, sealed under these only: a file may be for several Domains *)

(** A system: which rules are followed, and who is honest; both arbitrary. *)
Class system := {
  On : rule -> bool;
  genuine : nat -> bool;   (* HSMs that keep their keys and follow the rules *)
  honest : nat -> bool;    (* people that keep their connection key *)
  G : list nat;            (* genesis's HSMs *)
  lab : nat -> label;
  clean : trust -> bool }. (* from this Trust on, honest operators approved only what is good *)

Section Model.
Context {S : system}.

(** ** good: the policy of an honest operator, as the page says it. *)
Definition hon (o : nat) : bool := match lab o with LO c => honest c | _ => false end.
Definition hsms t := match t with Genesis => map own G | Link _ hs _ _ _ => hs end.
Definition opers t := match t with Genesis => [] | Link _ _ ops _ _ => ops end.
Definition quorum t := match t with Genesis => 0 | Link _ _ _ q _ => q end.
Definition fewer t := length (filter (fun o => negb (hon o)) (opers t)) <? quorum t.
Definition genuine_entry (e : nat * nat) := genuine (fst e) && (fst e =? snd e).   (* its fingerprint, which covers both keys *)
Definition good t := forallb genuine_entry (hsms t) && fewer t.

(** Whoever turns corrupt counts as corrupt from the beginning; so an honest operator may have approved in good
    faith what is not good.  [clean] (arbitrary, closed under [below]) are the Trusts after which that did not
    happen, and only from those on anything is claimed: a stolen HSM, and its removal, are in the model. *)
Definition sound t := good t && clean t.
Definition safe t := match t with Genesis => true | _ => sound t end.

(** ** What the adversary knows. *)
Definition said (e : event) : list msg :=
  match e with
  | ESign h t => [Sig (SK h) (Pub (DTrust t))]
  | EMake h _ x l => [Sig (SK h) (body x (toks (hsms (under x)) (jwe x)) (jwe x) (aad_of x) l)]
  | EReq c x a => [Sig (CK c) (Pub (DReq x a))]
  | EUse _ o d | EOwn o d => [Sig (FK o) (Pub d)]
  | ESeal h n s => [Seal n s]
  | EOpen h c x n s => if honest c then [] else [Key (FK s)]
  | EFile h c x n f => [Sig (FK n) (Pub (DFile x f))]
  end.

Inductive know (tr : trace) : msg -> Prop :=
| k_pub d : know tr (Pub d)
| k_sk h : genuine h = false -> know tr (Key (SK h))
| k_dk h : genuine h = false -> know tr (Key (DK h))
| k_ck c : honest c = false -> know tr (Key (CK c))
| k_fk n : lab n = LNone -> know tr (Key (FK n))
| k_lo n c : lab n = LO c -> honest c = false -> know tr (Key (FK n))  (* more than it gets *)
| k_said e m : In e tr -> In m (said e) -> know tr m
| k_pair a b : know tr a -> know tr b -> know tr (Pair a b)
| k_fst a b : know tr (Pair a b) -> know tr a
| k_snd a b : know tr (Pair a b) -> know tr b
| k_sig k m : know tr (Key k) -> know tr m -> know tr (Sig k m)
| k_read k m : know tr (Sig k m) -> know tr m
| k_tok h k : know tr (Key (FK k)) -> know tr (Tok h k)
| k_untok h k : know tr (Tok h k) -> know tr (Key (DK h)) -> know tr (Key (FK k))
| k_ring k a l : know tr (Key (FK k)) -> (forall n, In n l -> know tr (Key (FK n))) -> know tr (Ring k a l)
| k_unring k a l n : know tr (Ring k a l) -> know tr (Key (FK k)) -> In n l -> know tr (Key (FK n))
| k_seal n s : know tr (Key (FK n)) -> know tr (Key (FK s)) -> know tr (Seal n s)
| k_unseal n s : know tr (Seal n s) -> know tr (Key (FK n)) -> know tr (Key (FK s)).

(** ** T1 to T5: what a verifier accepts, link by link back to the pinned genesis. *)
Definition approvals tr ops q (d : data) : Prop :=        (* T2 *)
  exists l, NoDup l /\ incl l ops /\ q <= length l /\ forall o, In o l -> know tr (Sig (FK o) (Pub d)).
Definition approved tr t by_ := approvals tr (opers by_) (quorum by_) (DApproval t).

(** The HSM with these keys is in a Trust with these entries; without the rule its signing key is enough. *)
Definition is_in (e : nat * nat) hs : Prop := if On BothKeys then In e hs else In (fst e) (map fst hs).

Definition may_sign tr e k hs ops q p : Prop :=
  let t := Link k hs ops q p in
  is_in e hs /\ 1 <= q <= length ops
  /\ (On OwnQuorum = true -> approved tr t t)
  /\ (On PredQuorum = true -> approved tr t p)
  /\ (p = Genesis -> k = Branch /\ (On GenesisSigner = true -> is_in e (hsms Genesis)))
  /\ (k = Successor -> is_in e (hsms p)).

Fixpoint verified tr t : Prop :=
  match t with
  | Genesis => True
  | Link k hs ops q p => verified tr p /\
      exists e, In e hs /\ may_sign tr e k hs ops q p /\ know tr (Sig (SK (fst e)) (Pub (DTrust t)))
  end.

(** ** D2: HSM h opens a revision that it is shown, and sees the ring l. *)
Definition onward p t u := follows t u \/ (p = Operator /\ t = Genesis).       (* D5 *)
Fixpoint mono p (ts : list trust) (t : trust) : Prop :=
  match ts with [] => True | u :: r => onward p u t /\ mono p r u end.

Definition valid tr x m : Prop :=                            (* signature, signer, chain *)
  exists s, know tr (Sig (SK s) m) /\ verified tr (under x)
    /\ (On SignerInTrust = true -> In s (map fst (hsms (under x))))
    /\ (On Moves = true -> length (moves x) = length (hist x) /\ mono (purp x) (moves x) (under x)).

Definition opens tr h x l : Prop :=
  exists tk k a, valid tr x (body x tk k a l) /\ (On BothKeys = true -> In (own h) (hsms (under x)))
    /\ comp (Tok h k) tk /\ (On AadTrust = true -> a = aad_of x).

(** ** New keys. *)
Definition fresh (tr : trace) n := forall h o x l, In (EMake h o x l) tr -> jwe x <> n /\ ~ In n l.
Definition mlabel x := if safe (under x) then
    match purp x, ctl x with
    | Operator, [c] => LO c | Operator, _ => LNone | _, _ => LM (id x) end
  else LNone.
Definition new_mk tr x n := fresh tr n /\ n <> jwe x /\ lab n = mlabel x.
Definition new_k tr x := fresh tr (jwe x) /\ lab (jwe x) = if safe (under x) then LK else LNone.

(** ** D3: c's own signed request for this revision. *)
Definition asked tr c x a : Prop :=
  exists y, know tr (Sig (CK c) (Pub (DReq y a))) /\ (On NamesRevision = true -> y = x).

(** ** O1: the order w, to do a with the Domain of x, has its quorum. *)
Definition ordered tr x a w : Prop := 1 <= quorum (under x) /\
  approvals tr (opers (under x)) (quorum (under x)) (DOrder (Ord w (id x) (under x) a)).

(** ** D4 to D6, O2, O3: how a revision y with ring l' may come from x with ring l. *)
Definition removes x y := exists c, In c (ctl x) /\ ~ In c (ctl y).
Definition leaves c x y :=                                   (* c goes, or gives up some of its own rights *)
  incl (may y) (may x) /\ forall g, In g (may x) -> ~ In g (may y) -> fst g = c.
Definition own_rights c x y :=
  (forall g, In g (may y) -> ~ In g (may x) -> In (c, snd g) (may x))
  /\ (forall g, In g (may x) -> ~ In g (may y) -> fst g = c \/ In (c, snd g) (may x)).
Definition drops t u :=
  (exists h, In h (hsms t) /\ ~ In h (hsms u)) \/ (exists o, In o (opers t) /\ ~ In o (opers u)) \/ quorum t <> quorum u.
Definition same x y := under y = under x /\ quo y = quo x /\ last y = last x /\ rdr y = rdr x /\ st y = st x
  /\ (On DisabledStays = true -> st x = Enabled).
Definition ring_of tr x l y l' : Prop :=                     (* the old ring, or a new active key before it *)
  l' = l \/ exists n, new_mk tr y n /\ purp x <> Operator /\ l' = n :: l.

(** O2: what the order w to do a makes of the state; a tombstone has no ring. *)
Definition names x b : Prop := if On NamesDisabling then disabling (st x) = Some b else disabling (st x) <> None.
Inductive turn x l y w : oact -> list nat -> Prop :=
| t_disable : st x = Enabled -> st y = Disabled (Ord w (id x) (under x) ODisable) -> turn x l y w ODisable l
| t_enable b : names x b -> st y = Enabled -> turn x l y w (OEnable b) l
| t_delete b b' : names x b -> disabling (st x) = Some b' -> st y = Deleted b' -> turn x l y w (ODelete b) [].

Inductive change tr x l y : list nat -> Prop :=
| c_rotate n : same x y -> may y = may x -> purp x <> Operator ->
    new_mk tr y n -> change tr x l y (n :: l)
| c_claim c n : same x y -> may x = [] -> may y = all c ->
    new_mk tr y n -> change tr x l y [n]
| c_controllers c l' : same x y -> (purp x = Operator -> On OneController = false) ->
    In c (named x) -> asked tr c x (SetCtl (may y)) -> ring_of tr x l y l' ->
    (On NewKey = true -> purp x <> Operator -> removes x y -> l' <> l) ->
    (On ReadersQuorum = true -> rdr x = true -> incl (may y) (may x)) ->
    (On ShareRight = true -> In (c, Share) (may x) \/ leaves c x y) ->
    (On OwnRights = true -> own_rights c x y) -> change tr x l y l'
| c_order w l' : under y = under x -> purp x <> Operator ->
    ordered tr x (OSet (may y) (quo y) (rdr y)) w -> (On Once = true -> last x < w) -> last y = w ->
    ring_of tr x l y l' -> (On NewKey = true -> removes x y -> l' <> l) ->
    (On PolicyKey = true -> quo y <> quo x -> l' <> l) -> (On PolicyKey = true -> rdr y <> rdr x -> l' <> l) -> st y = st x -> change tr x l y l'
| c_move l' : may y = may x -> quo y = quo x -> last y = last x ->
    (On Forward = true -> onward (purp x) (under x) (under y)) ->
    (purp x = Operator -> On ControllerMoves = true -> exists c, ctl x = [c] /\ asked tr c x (MoveTo (under y))) ->
    ring_of tr x l y l' ->
    (On MoveKey = true -> purp x <> Operator -> drops (under x) (under y) -> l' <> l) -> rdr y = rdr x -> st y = st x -> change tr x l y l'
| c_state w a l' : under y = under x -> may y = may x -> quo y = quo x -> rdr y = rdr x -> purp x <> Operator ->
    ordered tr x a w -> (On Once = true -> last x < w) -> last y = w -> turn x l y w a l' -> change tr x l y l'.

(** ** What an honest person asks for.  Approvals: only what is good.  Moves of its own
    operator Domain: along successor links by itself, out of genesis only under a Trust that
    it approved, otherwise after looking at the Trust as at one to approve. *)
Definition policy tr c x a : Prop :=
  match a with
  | Approve t => On Policy = true -> clean t = true -> good t = true
  | MoveTo t => (verified tr t /\ follows (under x) t)
                \/ (clean t = true /\ exists y, In (EReq c y (Approve t)) tr) \/ sound t = true
  | _ => True
  end.
Definition result a : data :=
  match a with Approve t => DApproval t | ApproveOrder o => DOrder o | _ => DNil end.

(** ** The histories. *)
Inductive reach : trace -> Prop :=
| r_nil : reach []
| r_sign tr h k hs ops q p : reach tr -> genuine h = true ->                  (* T3, T4 *)
    verified tr p -> may_sign tr (own h) k hs ops q p -> reach (ESign h (Link k hs ops q p) :: tr)
| r_create tr h x n : reach tr -> genuine h = true ->                         (* D1 *)
    verified tr (under x) -> is_in (own h) (hsms (under x)) -> hist x = [] -> moves x = [] -> last x = 0 -> st x = Enabled ->
    (purp x <> Operator -> under x <> Genesis) -> new_k tr x -> new_mk tr x n ->
    reach (EMake h None x [n] :: tr)
| r_change tr h x l y l' : reach tr -> genuine h = true ->                    (* D2, D4, D5, D6 *)
    opens tr h x l -> verified tr (under y) -> is_in (own h) (hsms (under y)) ->
    id y = id x -> purp y = purp x -> hist y = x :: hist x -> moves y = under x :: moves x ->
    (On TombstoneLast = true -> forall b, st x <> Deleted b) ->
    new_k tr y -> change tr x l y l' -> reach (EMake h (Some x) y l' :: tr)
| r_request tr c x a : reach tr -> honest c = true -> policy tr c x a -> reach (EReq c x a :: tr)
| r_use tr h x l o c a : reach tr -> genuine h = true ->                      (* D3 *)
    opens tr h x l -> purp x = Operator -> In o l -> result a <> DNil ->
    (On OwnRequest = true -> ctl x = [c] /\ asked tr c x a) -> reach (EUse h o (result a) :: tr)
| r_own tr c o x a : reach tr -> honest c = true -> lab o = LO c ->            (* --own-key, --offline *)
    In (EReq c x a) tr -> result a <> DNil -> reach (EOwn o (result a) :: tr)
| r_seal tr h x n l s : reach tr -> genuine h = true ->                       (* the active key *)
    opens tr h x (n :: l) -> purp x = Encrypt -> (On EnabledToUse = true -> st x = Enabled) -> (lab s = LNone \/ exists ns, lab s = LD ns /\ In n ns) -> reach (ESeal h n s :: tr)
| r_open tr h x l c n s : reach tr -> genuine h = true ->
    opens tr h x l -> purp x = Encrypt -> In n l -> In c (named x) -> (On RightToUse = true -> In c (ctl x)) -> (On EnabledToUse = true -> st x = Enabled) ->
    asked tr c x (Open n s) ->
    know tr (Seal n s) -> (On OpenOrder = true -> quo x = true -> exists w, ordered tr x (OOpen c n s) w) ->
    reach (EOpen h c x n s :: tr)
| r_file tr h x l c n f : reach tr -> genuine h = true ->
    opens tr h x l -> purp x = Sign -> In n l -> In c (named x) -> (On RightToUse = true -> In c (ctl x)) -> (On EnabledToUse = true -> st x = Enabled) ->
    asked tr c x (SignFile f) ->
    reach (EFile h c x n f :: tr).

(** What every theorem assumes: genesis's HSMs are genuine, [clean] is closed, and the rules that decide who can
    hold an approval key, and so on which even chain safety leans.  Further rules are named by the theorems. *)
Definition base : list rule :=
  [Policy; PredQuorum; SignerInTrust; AadTrust; Forward; ControllerMoves; OwnRequest; NamesRevision; OneController].
Class world : Prop := {
  genesis_genuine : forall h, In h G -> genuine h = true;
  clean_below : forall t u, below t u -> clean t = true -> clean u = true;
  base_rules : forall r, In r base -> On r = true }.
End Model.

(** Names for what [reach] gives, in proofs. *)
Ltac the_signing M := match goal with H : @may_sign _ _ _ _ _ _ _ _ |- _ => rename H into M end.
Ltac the_opening O := match goal with H : @opens _ _ _ _ _ |- _ => rename H into O end.
Ltac the_change C := match goal with H : @change _ _ _ _ _ _ |- _ => rename H into C end.
