(** The core theorems. Each names, as hypotheses, the rules that it leans on. *)
From KMS Require Import Protocol.

Section Safety.
Context {S : system} {W : world}.
Lemma on_policy : On Policy = true. Proof. exact (base_rules Policy ltac:(simpl; tauto)). Qed.
Lemma on_pred : On PredQuorum = true. Proof. exact (base_rules PredQuorum ltac:(simpl; tauto)). Qed.
Lemma on_signer : On SignerInTrust = true. Proof. exact (base_rules SignerInTrust ltac:(simpl; tauto)). Qed.
Lemma on_aad : On AadTrust = true. Proof. exact (base_rules AadTrust ltac:(simpl; tauto)). Qed.
Lemma on_forward : On Forward = true. Proof. exact (base_rules Forward ltac:(simpl; tauto)). Qed.
Lemma on_moves : On ControllerMoves = true. Proof. exact (base_rules ControllerMoves ltac:(simpl; tauto)). Qed.
Lemma on_request : On OwnRequest = true. Proof. exact (base_rules OwnRequest ltac:(simpl; tauto)). Qed.
Lemma on_names : On NamesRevision = true. Proof. exact (base_rules NamesRevision ltac:(simpl; tauto)). Qed.
Lemma on_one : On OneController = true. Proof. exact (base_rules OneController ltac:(simpl; tauto)). Qed.

Lemma in_is_in e hs : In e hs -> is_in e hs.
Proof. unfold is_in. destruct (On BothKeys); auto. apply in_map. Qed.

Lemma may_ctl x y : may y = may x -> ctl y = ctl x.
Proof. unfold ctl; intros ->; auto. Qed.
Lemma in_ctl c x : In c (ctl x) <-> In (c, Dec) (may x).
Proof.
  unfold ctl; rewrite in_map_iff; split.
  - intros ([d r] & E & H). apply filter_In in H. destruct H as [H R]. simpl in *; subst. destruct r; auto; discriminate.
  - intro H. exists (c, Dec); split; auto. apply filter_In; auto.
Qed.

(** ** What may be public.  [openk]: keys that nobody protects. *)
Definition opened (tr : trace) n s := exists h c x, In (EOpen h c x n s) tr /\ honest c = false.
Definition openk tr n : Prop :=
  match lab n with
  | LNone => True
  | LO c => honest c = false
  | LD ms => exists m, In m ms /\ (match lab m with LM _ => False | _ => True end \/ opened tr m n)
  | LK | LM _ => False
  end.

Definition usage (tr : trace) (k : key) (m : msg) : Prop :=
  match k with
  | SK h => (exists t, m = Pub (DTrust t) /\ In (ESign h t) tr)
         \/ (exists o x l, m = body x (toks (hsms (under x)) (jwe x)) (jwe x) (aad_of x) l /\ In (EMake h o x l) tr)
  | CK c => exists x a, m = Pub (DReq x a) /\ In (EReq c x a) tr
  | FK o => (exists c x a, lab o = LO c /\ m = Pub (result a) /\ result a <> DNil /\ In (EReq c x a) tr)
         \/ (exists d h c x f, lab o = LM d /\ m = Pub (DFile x f) /\ In (EFile h c x o f) tr)
  | DK _ => False
  end.

Definition pubkey tr k : Prop :=
  match k with SK h | DK h => genuine h = false | CK c => honest c = false | FK n => openk tr n end.
Fixpoint pub tr m : Prop :=
  match m with
  | Pub _ => True
  | Key k => pubkey tr k
  | Tok h k => openk tr k \/ genuine h = true
  | Ring k a l => (openk tr k /\ forall n, In n l -> openk tr n) \/ (lab k = LK /\ safe (snd a) = true)
  | Seal n s => openk tr s \/ exists ns, lab s = LD ns /\ In n ns
  | Pair a b => pub tr a /\ pub tr b
  | Sig k m => pub tr m /\ (pubkey tr k \/ usage tr k m)
  end.

Lemma openk_mono e tr n : openk tr n -> openk (e :: tr) n.
Proof.
  unfold openk, opened; destruct (lab n); auto.
  intros (m & Hm & [?|(h & c & x & ? & ?)]); exists m; split; auto. right; exists h, c, x; simpl; auto.
Qed.
Lemma pubkey_mono e tr k : pubkey tr k -> pubkey (e :: tr) k.
Proof. destruct k; simpl; auto using openk_mono. Qed.
Lemma usage_mono e tr k m : usage tr k m -> usage (e :: tr) k m.
Proof. destruct k; simpl; firstorder eauto 12. Qed.
Lemma pub_mono e tr m : pub tr m -> pub (e :: tr) m.
Proof.
  induction m; simpl; auto using pubkey_mono.
  - intros [?|?]; auto using openk_mono.
  - intros [[? ?]|?]; auto. left; auto using openk_mono.
  - intros [?|?]; auto using openk_mono.
  - intuition.
  - intros [? [?|?]]; auto using pubkey_mono, usage_mono.
Qed.

(** ** The invariant. *)
Definition ringok tr x n : Prop :=
  openk tr n \/ (safe (under x) = true /\
    match lab n with
    | LO c => purp x = Operator /\ ctl x = [c]
    | LM d => id x = d /\ purp x <> Operator
    | _ => False end).

Definition reqok x a : Prop :=
  match a with
  | Approve t => clean t = true -> good t = true
  | MoveTo t => safe (under x) = true -> safe t = true
  | _ => True end.

Record Inv tr : Prop := {
  i_said : forall e m, In e tr -> In m (said e) -> pub tr m;
  i_ring : forall h o x l n, In (EMake h o x l) tr -> In n l -> ringok tr x n;
  i_req : forall c x a, In (EReq c x a) tr -> reqok x a }.

Lemma know_pub tr m : Inv tr -> know tr m -> pub tr m.
Proof.
  intros I K; induction K; simpl in *; auto; try tauto.
  - unfold openk; rewrite H; auto.
  - unfold openk; rewrite H; auto.
  - eapply i_said; eauto.
  - destruct IHK1; congruence.
  - destruct IHK1 as [[_ ?]|[E ?]]; auto. unfold openk in IHK2; rewrite E in IHK2; tauto.
  - destruct IHK1 as [?|(ns & E & Hn)]; auto. unfold openk in *; rewrite E. exists n; split; auto. left; destruct (lab n); auto.
Qed.

(** Every entry of a safe Trust is a genuine HSM's, with both its keys. *)
Lemma safe_entry t e : safe t = true -> In e (hsms t) -> genuine (fst e) = true /\ e = own (fst e).
Proof.
  destruct t; simpl.
  - intros _ H. apply in_map_iff in H. destruct H as (h & <- & H). split; auto. apply genesis_genuine; auto.
  - unfold sound, good; simpl. rewrite !andb_true_iff, forallb_forall. intros [[A _] _] H. apply A in H.
    unfold genuine_entry in H. rewrite andb_true_iff, Nat.eqb_eq in H. destruct H as [H E]; split; auto. destruct e; unfold own; simpl in *; congruence.
Qed.
Lemma safe_genuine t h : safe t = true -> In h (map fst (hsms t)) -> genuine h = true /\ In (own h) (hsms t).
Proof. intros H Hh. apply in_map_iff in Hh. destruct Hh as (e & <- & He). destruct (safe_entry _ _ H He) as [? <-]; auto. Qed.
Lemma sound_safe t : sound t = true -> safe t = true.
Proof. destruct t; auto. Qed.
Lemma sound_good t : sound t = true <-> good t = true /\ clean t = true.
Proof. unfold sound; rewrite andb_true_iff; tauto. Qed.

(** An approval by an honest operator's key: its controller asked for it, of a good Trust. *)
Lemma approval_asked tr o m : Inv tr -> hon o = true -> know tr (Sig (FK o) m) ->
  exists c x a, lab o = LO c /\ honest c = true /\ In (EReq c x a) tr /\ m = Pub (result a) /\ result a <> DNil.
Proof.
  intros I H K. apply (know_pub _ _ I) in K. destruct K as [_ K]. unfold hon in H.
  destruct (lab o) eqn:L; try discriminate. destruct K as [K|[(c' & x & a & L' & ? & ? & ?)|(d & h & c' & x & f & L' & _)]]; [| |congruence].
  - simpl in K; unfold openk in K; rewrite L in K; congruence.
  - rewrite L in L'; injection L' as <-. exists c, x, a; auto.
Qed.
Lemma approval_good tr o t : Inv tr -> hon o = true -> know tr (Sig (FK o) (Pub (DApproval t))) -> clean t = true -> good t = true.
Proof.
  intros I H K C. destruct (approval_asked _ _ _ I H K) as (c & x & a & _ & _ & R & E & _).
  apply (i_req _ I) in R. destruct a; simpl in *; try discriminate. injection E as ->; auto.
Qed.

(** A quorum of which fewer are corrupt has an honest member. *)
Lemma honest_member t l : fewer t = true -> NoDup l -> incl l (opers t) -> quorum t <= length l ->
  exists o, In o l /\ hon o = true.
Proof.
  unfold fewer; rewrite Nat.ltb_lt; intros F N I Q.
  destruct (existsb hon l) eqn:E.
  - apply existsb_exists in E; auto.
  - exfalso. assert (length l <= length (filter (fun o => negb (hon o)) (opers t))); [|lia].
    apply NoDup_incl_length; auto. intros o Ho. apply filter_In; split; auto.
    destruct (hon o) eqn:Q1; auto. assert (existsb hon l = true) by (apply existsb_exists; eauto). congruence.
Qed.
Lemma good_fewer t : good t = true -> fewer t = true.
Proof. unfold good; rewrite andb_true_iff; tauto. Qed.

Lemma approved_good tr t u : Inv tr -> fewer t = true -> approved tr u t -> clean u = true -> good u = true.
Proof.
  intros I F (l & N & L & Q & K) C. destruct (honest_member _ _ F N L Q) as (o & Ho & H). eauto using approval_good.
Qed.

(** ** Chain safety, at one moment. *)
Lemma chain_inv tr t u : Inv tr -> verified tr u -> sound t = true -> below t u -> sound u = true.
Proof.
  intros I V Gt B; induction B; auto. destruct V as (V & e & _ & (_ & _ & _ & P & _) & _).
  specialize (IHB V). assert (C : clean (Link k hs ops q p) = true).
  { eapply clean_below; [apply bel_step, bel_refl|apply sound_good; auto]. }
  apply sound_good; split; auto. apply sound_good in IHB. destruct IHB as [Gp _].
  exact (approved_good _ _ _ I (good_fewer _ Gp) (P on_pred) C).
Qed.
Lemma follows_below t u : follows t u -> below t u.
Proof. induction 1; constructor; auto. Qed.
Lemma follows_genesis tr u : verified tr u -> follows Genesis u -> u = Genesis.
Proof.
  intros V F; induction F; auto. destruct V as (V & e & _ & (_ & _ & _ & _ & P & _) & _).
  specialize (IHF V); subst. destruct P; auto; discriminate.
Qed.
Lemma follows_safe tr t u : Inv tr -> verified tr u -> follows t u -> safe t = true -> safe u = true.
Proof.
  intros I V F H. destruct t.
  - rewrite (follows_genesis _ _ V F); auto.
  - apply sound_safe. eapply chain_inv; eauto using follows_below.
Qed.

(** ** What an honest HSM sees when it opens a revision. *)
Lemma signed_made tr s x m : Inv tr -> safe (under x) = true -> In s (map fst (hsms (under x))) ->
  know tr (Sig (SK s) (Pair (Pub (DHead x)) m)) ->
  exists o l, In (EMake s o x l) tr /\ Pair (Pub (DHead x)) m = body x (toks (hsms (under x)) (jwe x)) (jwe x) (aad_of x) l.
Proof.
  intros I H Hs K. apply (know_pub _ _ I) in K. destruct K as [_ [K|K]].
  - simpl in K. rewrite (proj1 (safe_genuine _ _ H Hs)) in K; discriminate.
  - destruct K as [(t & E & _)|(o & x' & l & E & M)]; [discriminate|].
    pose proof E as E'. injection E as -> ->. eauto.
Qed.

Lemma opens_cases tr h x l : Inv tr -> opens tr h x l ->
  (safe (under x) = true /\ exists s o, In (EMake s o x l) tr) \/ (safe (under x) = false /\ forall n, In n l -> openk tr n).
Proof.
  intros I (tk & k & a & (s & K & V & Hs & _) & _ & _ & A). specialize (Hs on_signer).
  destruct (safe (under x)) eqn:H.
  - left; split; auto. destruct (signed_made _ _ _ _ I H Hs K) as (o & l' & M & E). injection E as ? ? ? ->. eauto.
  - right; split; auto. apply k_read in K. apply k_snd, k_snd in K. apply (know_pub _ _ I) in K.
    destruct K as [[_ K]|[_ K]]; auto. rewrite (A on_aad) in K; simpl in K; congruence.
Qed.
Lemma opens_ring tr h x l n : Inv tr -> opens tr h x l -> In n l -> ringok tr x n.
Proof.
  intros I O N. destruct (opens_cases _ _ _ _ I O) as [(_ & s & o & M)|[_ K]]; [eapply i_ring; eauto | left; auto].
Qed.

Lemma asked_req tr c x a : Inv tr -> honest c = true -> asked tr c x a -> In (EReq c x a) tr.
Proof.
  intros I H (y & K & N). rewrite <- (N on_names). apply (know_pub _ _ I) in K. destruct K as [_ [K|(x' & a' & E & R)]].
  - simpl in K; congruence.
  - injection E as -> ->; auto.
Qed.

Lemma new_ring tr x n : new_mk tr x n -> ringok tr x n.
Proof.
  intros (_ & _ & L). unfold ringok, openk, mlabel in *. rewrite L.
  destruct (safe (under x)); auto. destruct (purp x), (ctl x) as [|? [|? ?]]; auto; right; repeat split; auto; discriminate.
Qed.

Lemma turn_ring x l y w a l' : turn x l y w a l' -> l' = l \/ l' = [].
Proof. destruct 1; auto. Qed.

(** A change keeps every key of the ring where it belongs. *)
Lemma change_ring tr h x l y l' : Inv tr -> opens tr h x l -> verified tr (under y) -> id y = id x -> purp y = purp x ->
  change tr x l y l' -> forall n, In n l' -> ringok tr y n.
Proof.
  intros I O V Ei Ep C n Hn.
  assert (Old : In n l -> under y = under x -> may y = may x \/ purp x <> Operator -> ringok tr y n).
  { intros Hl Eu Hc. destruct (opens_ring _ _ _ _ _ I O Hl) as [?|[Hs R]]; [left; auto|right].
    rewrite Eu, Ei, Ep; split; auto. destruct (lab n); auto. destruct Hc as [Hc|Hc]; [rewrite (may_ctl _ _ Hc)|]; tauto. }
  assert (New : forall l', ring_of tr x l y l' -> In n l' -> (In n l -> ringok tr y n) -> ringok tr y n).
  { intros l0 [->|(m & M & _ & ->)] Hn' H; auto. destruct Hn' as [<-|?]; auto using new_ring. }
  destruct C as [m (Eu & _) Ec Np M|c m _ E0 Ec M|c l' (Eu & _) Op Hc A Hl Nk _|w l' Eu Op _ _ _ Hl _ _ _ _|l' Ec _ _ Fw Op Hl _ _ _|w a l' Eu Em _ _ _ _ _ _ Tn].
  - destruct Hn as [<-|Hn]; auto using new_ring.
  - destruct Hn as [<-|[]]; eauto using new_ring.
  - apply (New _ Hl Hn); intro; apply Old; auto. right; intro E; specialize (Op E); rewrite on_one in Op; discriminate.
  - apply (New _ Hl Hn); auto.
  - apply (New _ Hl Hn); intro Hn'. destruct (opens_ring _ _ _ _ _ I O Hn') as [?|[Hs R]]; [left; auto|].
    destruct (lab n) eqn:L; try tauto.
    + right; rewrite Ei, Ep, L; split; auto. destruct (Fw on_forward) as [F|[F _]]; [eapply follows_safe; eauto|tauto].
    + destruct R as [P Q]. destruct (honest c) eqn:H; [|left; unfold openk; rewrite L; auto].
      right; rewrite Ep, (may_ctl _ _ Ec), L; split; auto. destruct (Fw on_forward) as [F|_]; [eapply follows_safe; eauto|].
      destruct (Op P on_moves) as (c' & Q' & A). rewrite Q in Q'; injection Q' as <-.
      exact (i_req _ I _ _ _ (asked_req _ _ _ _ I H A) Hs).
  - destruct (turn_ring _ _ _ _ _ _ Tn) as [->| ->]; [auto|destruct Hn].
Qed.

Lemma ringok_mono e tr x n : ringok tr x n -> ringok (e :: tr) x n.
Proof. intros [?|?]; [left; auto using openk_mono|right; auto]. Qed.

(** What an honest HSM publishes when it makes a revision may be public. *)
Lemma made_pub tr h o x l : new_k tr x -> (forall n, In n l -> ringok tr x n) ->
  pub (EMake h o x l :: tr) (Sig (SK h) (body x (toks (hsms (under x)) (jwe x)) (jwe x) (aad_of x) l)).
Proof.
  intros [_ L] R. simpl. repeat split.
  - destruct (safe (under x)) eqn:H.
    + assert (T : forall hs, (forall e, In e hs -> genuine (snd e) = true) -> forall tr, pub tr (toks hs (jwe x))).
      { induction hs; simpl; intuition. }
      apply T. intros e He. destruct (safe_entry _ _ H He) as [? ->]; auto.
    + generalize (hsms (under x)). induction l0; simpl; intuition. left; unfold openk; rewrite L; auto.
  - destruct (safe (under x)) eqn:H; [right; auto|left]. split; [unfold openk; rewrite L; auto|].
    intros n Hn. destruct (R n Hn) as [?|[? _]]; [auto using openk_mono|congruence].
  - right; right. exists o, x, l; auto.
Qed.

Lemma extend e tr : Inv tr -> (forall m, In m (said e) -> pub (e :: tr) m) ->
  match e with EMake _ _ x l => forall n, In n l -> ringok tr x n | EReq _ x a => reqok x a | _ => True end ->
  Inv (e :: tr).
Proof.
  intros I P Q; constructor.
  - intros e' m [<-|He] Hm; auto. eapply pub_mono, i_said; eauto.
  - intros h o x l n [->|He] Hn; [apply ringok_mono; auto|eapply ringok_mono, i_ring; eauto].
  - intros c x a [->|He]; auto. eapply i_req; eauto.
Qed.

Theorem reach_inv tr : reach tr -> Inv tr.
Proof.
  induction 1 as [|tr h k hs ops q p R I Gh V M|tr h x n R I Gh V Hh Hi Mo Dn _ Cr K M|tr h x l y l' R I Gh O V Hh Ei Ep Hi Mo _ K C
                  |tr c x a R I Hc P|tr h x l o c a R I Gh O Ep Ho Rn Rq|tr c o x a R I Hc L Rq Rn|tr h x n l s R I Gh O Ep _ L|tr h x l c n s R I Gh O Ep Hn Hc _ _ A K _|tr h x l c n f R I Gh O Ep Hn Hc _ _ A].
  - constructor; simpl; tauto.
  - apply extend; auto. simpl. intros m [<-|[]]; simpl. split; auto. right; left; eauto.
  - assert (Q : forall m, In m [n] -> ringok tr x m) by (intros m [<-|[]]; auto using new_ring).
    apply extend; auto. intros m [<-|[]]. apply made_pub; auto.
  - assert (Q : forall n, In n l' -> ringok tr y n) by (eapply change_ring; eauto).
    apply extend; auto. intros m [<-|[]]. apply made_pub; auto.
  - apply extend; auto.
    + simpl. intros m [<-|[]]; simpl. split; auto. right; eauto 10.
    + destruct a; simpl in *; auto; [exact (P on_policy)|]. destruct P as [[V F]|[[C [z P]]|P]]; intros; eauto using follows_safe, sound_safe.
      apply sound_safe, sound_good; split; auto. apply (i_req _ I _ _ _ P); auto.
  - apply extend; auto. simpl. intros m [<-|[]]; simpl. split; auto. destruct (Rq on_request) as [Ec A].
    destruct (opens_ring _ _ _ _ _ I O Ho) as [?|[Hs Q]]; [left; auto using openk_mono|].
    destruct (lab o) eqn:L; try tauto. destruct Q as [_ Q]. rewrite Ec in Q; injection Q as ->.
    destruct (honest c0) eqn:H; [|left; unfold openk; rewrite L; auto].
    right; left. exists c0, x, a; repeat split; auto. right; eauto using asked_req.
  - apply extend; auto. simpl. intros m [<-|[]]; simpl. split; auto. right; left. exists c, x, a; auto.
  - apply extend; auto. simpl. intros m [<-|[]]; simpl. destruct L as [L|L]; auto. left; unfold openk; rewrite L; auto.
  - apply extend; auto. simpl. destruct (honest c) eqn:H; simpl; [tauto|]. intros m [<-|[]]; simpl.
    apply (know_pub _ _ I) in K. destruct K as [K|K]; auto using openk_mono.
    destruct K as (ns & K & Hs). unfold openk; rewrite K. exists n; split; auto. right; exists h, c, x; simpl; auto.
  - apply extend; auto. simpl. intros m [<-|[]]; simpl. split; auto.
    destruct (opens_ring _ _ _ _ _ I O Hn) as [?|[Hs Q]]; [left; auto using openk_mono|].
    destruct (lab n) eqn:L; try tauto; [|destruct Q; congruence]. right; right. exists d, h, c, x, f; auto.
Qed.

(** * 1. Chain safety *)

(** Every verified Trust reached from a sound one, over successor links or any other, is sound. *)
Theorem chain_safe tr t u : reach tr -> sound t = true -> below t u -> verified tr u -> sound u = true.
Proof. intros R; eauto using chain_inv, reach_inv. Qed.

(** The same for every Trust that an honest HSM signed. *)
Theorem signed_chain_safe tr t u h : reach tr -> In (ESign h u) tr -> sound t = true -> below t u -> sound u = true.
Proof.
  intros R; induction R; simpl; intros Hi Gt B; try tauto; try (destruct Hi as [E|Hi]; [discriminate|auto]).
  destruct Hi as [E|Hi]; auto. injection E as <- <-. inversion B; subst; auto.
  pose proof (reach_inv _ R) as I. the_signing M. destruct M as (_ & _ & _ & P & _).
  assert (Sp : sound p = true) by (eapply chain_inv; eauto).
  assert (C : clean (Link k hs ops q p) = true).
  { eapply clean_below; [apply bel_step, bel_refl|apply sound_good; auto]. }
  apply sound_good; split; auto. apply sound_good in Sp. destruct Sp as [Gp _].
  exact (approved_good _ _ _ I (good_fewer _ Gp) (P on_pred) C).
Qed.

(** Nothing enters alone: the founding Trust of every line was signed by a genuine HSM of genesis. *)
Theorem founded_by_genesis tr u : On GenesisSigner = true -> reach tr -> verified tr u -> u <> Genesis ->
  exists h k hs ops q, below (Link k hs ops q Genesis) u /\ In h G /\ In (ESign h (Link k hs ops q Genesis)) tr
    /\ (On BothKeys = true -> In (own h) hs).
Proof.
  intros Gs R V N. induction u as [|k hs ops q p IH]; [congruence|]. destruct V as (V & e & He & M & K).
  destruct p as [|k' hs' ops' q' p'].
  - destruct M as (_ & _ & _ & _ & M & _). destruct (M eq_refl) as [_ Hg]. specialize (Hg Gs).
    assert (Hh : In (fst e) G /\ (On BothKeys = true -> e = own (fst e))).
    { unfold is_in in Hg; simpl in Hg. destruct (On BothKeys); apply in_map_iff in Hg.
      - destruct Hg as (g & <- & Hg); auto.
      - destruct Hg as (f & <- & Hg). apply in_map_iff in Hg. destruct Hg as (g & <- & Hg). split; [auto|discriminate]. }
    destruct Hh as [Hh Eh]. exists (fst e), k, hs, ops, q; repeat split; auto using bel_refl; [|intro B; rewrite <- (Eh B); auto]. apply (know_pub _ _ (reach_inv _ R)) in K.
    destruct K as [_ [K|[(t & E & Hs)|(o & x & l & E & _)]]]; [|congruence|discriminate].
    simpl in K; rewrite (genesis_genuine _ Hh) in K; discriminate.
  - destruct IH as (g & k0 & hs0 & ops0 & q0 & B & Hg & E & Bk); [auto|discriminate|].
    exists g, k0, hs0, ops0, q0; repeat split; auto. constructor; auto.
Qed.

(** Where the operators named are honest enough they have consented: such a Trust is good. *)
Theorem own_consent tr u : On OwnQuorum = true -> reach tr -> verified tr u -> u <> Genesis -> fewer u = true -> clean u = true -> good u = true.
Proof.
  intros O R V N F C. destruct u as [|k hs ops q p]; [congruence|]. destruct V as (_ & e & _ & (_ & _ & Q & _) & _).
  eapply (approved_good _ _ _ (reach_inv _ R) F); eauto.
Qed.

(** * 2. Confidentiality *)

(** A master key made by an honest HSM under a safe Trust, any wrapping key of such a revision, and an
    honest person's approval key made there are never derivable, whoever the controllers are. *)
Theorem key_secret tr n : reach tr ->
  match lab n with LM _ | LK => True | LO c => honest c = true | _ => False end -> ~ know tr (Key (FK n)).
Proof.
  intros R L K. apply (know_pub _ _ (reach_inv _ R)) in K. simpl in K; unfold openk in K.
  destruct (lab n); try tauto. congruence.
Qed.

(** In terms of what happened: the key of a new Domain, after any history that follows. *)
Corollary created_secret tr h x n : reach tr -> In (EMake h None x [n]) tr -> sound (under x) = true ->
  purp x = Encrypt -> ~ know tr (Key (FK n)).
Proof.
  intros R M Gd P. apply key_secret; auto. clear -R M Gd P.
  assert (lab n = mlabel x).
  { induction R; simpl in M; try tauto; destruct M as [E|M]; try discriminate; auto.
    injection E as <- <- <-. match goal with M : new_mk _ _ _ |- _ => apply M end. }
  rewrite H. unfold mlabel. rewrite (sound_safe _ Gd), P. destruct (ctl x) as [|? [|]]; auto.
Qed.

(** A master key turns up only in revisions of its own Domain and under safe Trusts. *)
Theorem key_confined tr h o x l n d : reach tr -> In (EMake h o x l) tr -> In n l -> lab n = LM d ->
  id x = d /\ purp x <> Operator /\ safe (under x) = true.
Proof.
  intros R M N L. destruct (i_ring _ (reach_inv _ R) _ _ _ _ _ M N) as [K|[H K]].
  - unfold openk in K; rewrite L in K; tauto.
  - rewrite L in K; tauto.
Qed.

(** Nor does an honest HSM take it out of anything else that the database shows. *)
Theorem open_confined tr h x l n d : reach tr -> opens tr h x l -> In n l -> lab n = LM d ->
  exists s o, In (EMake s o x l) tr /\ id x = d /\ safe (under x) = true.
Proof.
  intros R O N L. pose proof (reach_inv _ R) as I. destruct (opens_cases _ _ _ _ I O) as [(H & s & o & M)|[_ K]].
  - destruct (key_confined _ _ _ _ _ _ _ R M N L) as (? & _ & _); eauto 6.
  - specialize (K n N); unfold openk in K; rewrite L in K; tauto.
Qed.

(** Healing: where a line turns good by dropping somebody, every revision that an honest HSM makes under a
    good Trust has a protected active key. *)
Theorem active_protected tr h o y l : On MoveKey = true -> On TombstoneLast = true ->
  (forall t u, safe t = false -> safe u = true -> follows t u -> drops t u) ->
  reach tr -> In (EMake h o y l) tr -> safe (under y) = true -> purp y <> Operator -> (forall b, st y <> Deleted b) ->
  exists n l0, l = n :: l0 /\ lab n = LM (id y).
Proof.
  intros Mk Tl Dr R. revert h o y l.
  assert (New : forall tr y n, new_mk tr y n -> safe (under y) = true -> purp y <> Operator -> lab n = LM (id y)).
  { intros t y n (_ & _ & ->) H P. unfold mlabel; rewrite H. destruct (purp y), (ctl y) as [|? [|]]; tauto. }
  induction R; simpl; intros h0 o0 y0 l0 E Hs P Nd; try tauto; destruct E as [E|E]; try discriminate; eauto.
  - injection E as <- <- <- <-. eauto.
  - injection E as <- <- <- <-. the_opening Ho. the_change C. assert (Ei : id y = id x) by assumption.
    assert (Old : safe (under x) = true -> exists n l0, l = n :: l0 /\ lab n = LM (id y)).
    { intro Hx. destruct (opens_cases _ _ _ _ (reach_inv _ R) Ho) as [(_ & s & o & M)|[? _]]; [|congruence].
      rewrite Ei. apply (IHR _ _ _ _ M); auto; congruence. }
    assert (Rg : forall l', ring_of tr x l y l' -> (safe (under x) = false -> l' <> l) -> exists n l0, l' = n :: l0 /\ lab n = LM (id y)).
    { intros l0 [->|(n & M & _ & ->)] Q; eauto. destruct (safe (under x)); [auto|elim Q; auto]. }
    destruct C as [n (Eu & _) _ _ M|c n (Eu & _) _ _ M|c l' (Eu & _) _ _ _ Hl _ _|w l' Eu _ _ _ _ Hl _ _ _ _|l' _ _ _ Fw _ Hl K _ _|w a l' Eu _ _ _ _ _ _ _ Tn];
      eauto; try (apply (Rg _ Hl); try congruence).
    2: { rewrite Eu in Hs. destruct Tn as [_ _|b _ _|b b' _ _ E]; auto. elim (Nd b'); auto. }
    intro Hx. apply K; auto; [congruence|]. apply Dr; auto. destruct (Fw on_forward) as [?|[_ Z]]; auto.
    rewrite Z in Hx; discriminate.
Qed.

(** Data: a data key sealed under protected master keys only gets out only where an honest HSM opened it
    for a corrupt controller, named in a revision that an honest HSM made. *)
Theorem data_secret tr s ns : reach tr -> lab s = LD ns -> (forall n, In n ns -> exists d, lab n = LM d) -> know tr (Key (FK s)) ->
  exists n h c x, In n ns /\ In (EOpen h c x n s) tr /\ honest c = false.
Proof.
  intros R L M K. apply (know_pub _ _ (reach_inv _ R)) in K. simpl in K; unfold openk in K. rewrite L in K.
  destruct K as (n & Hn & [K|(h & c & x & K)]); [|exists n, h, c, x; auto]. destruct (M n Hn) as (d & E). rewrite E in K; tauto.
Qed.
Lemma opened_made tr h c x n s d : reach tr -> In (EOpen h c x n s) tr -> lab n = LM d ->
  (On RightToUse = true -> In c (ctl x)) /\ exists g o l, In (EMake g o x l) tr /\ In n l.
Proof.
  intros R; revert h c x n s; induction R; simpl; intros h0 c0 x0 n0 s0 E L; try tauto; destruct E as [E|E]; try discriminate.
  all: try (destruct (IHR _ _ _ _ _ E L) as (? & g & o' & l0 & ? & ?); split; eauto 8).
  injection E as <- <- <- <- <-. the_opening Ho. assert (N : In n l) by assumption.
  destruct (open_confined _ _ _ _ _ _ R Ho N L) as (g & o & M & _ & _). split; eauto 8.
Qed.
Corollary data_secret_honest tr s ns : On RightToUse = true -> reach tr -> lab s = LD ns -> (forall n, In n ns -> exists d, lab n = LM d) ->
  (forall h o x l n c, In (EMake h o x l) tr -> In n l -> In n ns -> In c (ctl x) -> honest c = true) -> ~ know tr (Key (FK s)).
Proof.
  intros Ru R L M A K. destruct (data_secret _ _ _ R L M K) as (n & h & c & x & Hn & E & H). destruct (M n Hn) as (d & Ld).
  destruct (opened_made _ _ _ _ _ _ _ R E Ld) as (C & g & o & l & N & Hl). rewrite (A _ _ _ _ _ _ N Hl Hn (C Ru)) in H; discriminate.
Qed.

(** * 3. Authenticity *)
Theorem authentic tr s x m : reach tr -> safe (under x) = true -> In s (map fst (hsms (under x))) ->
  know tr (Sig (SK s) (Pair (Pub (DHead x)) m)) -> (genuine s = true /\ In (own s) (hsms (under x))) /\ exists o l, In (EMake s o x l) tr.
Proof.
  intros R H Hs K. split; [eapply safe_genuine; eauto|].
  destruct (signed_made _ _ _ _ (reach_inv _ R) H Hs K) as (o & l & M & _); eauto.
Qed.

(** * 5. An approval key signs only what its controller asked for. *)
Theorem own_word tr o c m : reach tr -> lab o = LO c -> honest c = true -> know tr (Sig (FK o) m) ->
  exists x a, In (EReq c x a) tr /\ m = Pub (result a) /\ result a <> DNil.
Proof.
  intros R L H K. assert (Ho : hon o = true) by (unfold hon; rewrite L; auto).
  destruct (approval_asked _ _ _ (reach_inv _ R) Ho K) as (c' & x & a & L' & _ & ? & ? & ?).
  rewrite L in L'; injection L' as <-; eauto.
Qed.

(** The same for orders: under a Trust whose quorum is not corrupt, one that is carried out has an honest word. *)
Theorem ordered_word tr x a w : reach tr -> fewer (under x) = true -> ordered tr x a w ->
  exists o c y, hon o = true /\ lab o = LO c /\ In (EReq c y (ApproveOrder (Ord w (id x) (under x) a))) tr.
Proof.
  intros R F (_ & l & N & L & Q & K). destruct (honest_member _ _ F N L Q) as (o & Ho & H).
  destruct (approval_asked _ _ _ (reach_inv _ R) H (K _ Ho)) as (c & y & b & Lo & _ & E & Eb & _).
  exists o, c, y; repeat split; auto. destruct b; try discriminate. injection Eb as <-; auto.
Qed.

(** A file signature by a Domain's key was made by an honest HSM, for a controller of that Domain, whose word
    it had if that is honest. *)
Theorem file_signed tr n d m : reach tr -> lab n = LM d -> know tr (Sig (FK n) m) ->
  exists h c x f, m = Pub (DFile x f) /\ In (EFile h c x n f) tr.
Proof.
  intros R L K. apply (know_pub _ _ (reach_inv _ R)) in K. destruct K as [_ [K|[(c & x & a & E & _)|(d' & h & c & x & f & _ & -> & E)]]].
  - simpl in K; unfold openk in K; rewrite L in K; tauto.
  - congruence.
  - eauto 8.
Qed.
Lemma file_made tr h c x n f d : reach tr -> In (EFile h c x n f) tr -> lab n = LM d ->
  (On RightToUse = true -> In c (ctl x)) /\ id x = d /\ (honest c = true -> In (EReq c x (SignFile f)) tr) /\ exists g o l, In (EMake g o x l) tr /\ In n l.
Proof.
  intros R; revert h c x n f; induction R; simpl; intros h0 c0 x0 n0 f0 E L; try tauto; destruct E as [E|E]; try discriminate.
  all: try (destruct (IHR _ _ _ _ _ E L) as (? & ? & ? & g & o' & l0 & ? & ?); repeat split; eauto 8; fail).
  injection E as <- <- <- <- <-. the_opening Ho. assert (N : In n l) by assumption.
  destruct (open_confined _ _ _ _ _ _ R Ho N L) as (g & o & M & Ei & _).
  repeat split; eauto 8 using asked_req, reach_inv.
Qed.

(** * 9. No honest HSM locks away what it makes: with BothKeys the HSM that made a revision can open it, whatever the Trust. *)
Lemma know_mono e tr m : know tr m -> know (e :: tr) m.
Proof.
  induction 1; [apply k_pub|apply k_sk|apply k_dk|apply k_ck|apply k_fk|eapply k_lo|eapply k_said; [right|]|apply k_pair|eapply k_fst|eapply k_snd
    |apply k_sig|eapply k_read|apply k_tok|eapply k_untok|apply k_ring|eapply k_unring|apply k_seal|eapply k_unseal]; eauto.
Qed.
Lemma approvals_mono e tr ops q d : approvals tr ops q d -> approvals (e :: tr) ops q d.
Proof. intros (l & N & L & Q & K). exists l; auto 6 using know_mono. Qed.
Lemma verified_mono e tr t : verified tr t -> verified (e :: tr) t.
Proof.
  induction t as [|k hs ops q p IH]; simpl; auto. intros (V & i & Hi & (A & B & C & D & E) & K). split; auto.
  exists i. split; auto. split; [|apply know_mono; auto]. unfold may_sign, approved in *. intuition auto using approvals_mono.
Qed.
Lemma valid_mono e tr x m : valid tr x m -> valid (e :: tr) x m.
Proof. intros (s & K & V & H). exists s; split; [apply know_mono; auto|split; auto using verified_mono]. Qed.
Lemma opens_mono e tr h x l : opens tr h x l -> opens (e :: tr) h x l.
Proof. intros (tk & k & a & V & H). exists tk, k, a; auto using valid_mono. Qed.
Lemma comp_toks e hs k : In e hs -> comp (Tok (snd e) k) (toks hs k).
Proof. induction hs; simpl; [tauto|]. intros [->|H]; [apply comp_l; constructor|apply comp_r; auto]. Qed.

Theorem made_opens tr h o x l : On BothKeys = true -> reach tr -> In (EMake h o x l) tr -> In (own h) (hsms (under x)) /\ opens tr h x l.
Proof.
  intros B R. assert (New : forall tr h o x l, verified tr (under x) -> is_in (own h) (hsms (under x)) ->
    (On Moves = true -> length (moves x) = length (hist x) /\ mono (purp x) (moves x) (under x)) ->
    In (own h) (hsms (under x)) /\ opens (EMake h o x l :: tr) h x l).
  { intros t h0 o0 x0 l0 V H Mo. unfold is_in in H; rewrite B in H. split; auto.
    exists (toks (hsms (under x0)) (jwe x0)), (jwe x0), (aad_of x0). split; [|repeat split; auto; exact (comp_toks _ _ _ H)].
    exists h0. split; [apply (k_said _ (EMake h0 o0 x0 l0)); simpl; auto|split; [apply verified_mono; auto|split; auto]].
    intros _. apply (in_map fst _ _ H). }
  revert h o x l. induction R; simpl; intros h0 o0 x0 l0 E; try tauto; destruct E as [E|E]; try discriminate.
  all: try (destruct (IHR _ _ _ _ E); auto using opens_mono; fail).
  - injection E as <- <- <- <-. apply New; auto. rewrite H2, H3; simpl; auto.
  - injection E as <- <- <- <-. apply New; auto. the_opening Ho. the_change C. destruct Ho as (tk & k & a & (s & _ & _ & _ & Mo) & _).
    match goal with P : purp y = _, Hy : hist y = _, My : moves y = _ |- _ => rewrite P, Hy, My end.
    intro Om. destruct (Mo Om) as [Lm Mn]. simpl; repeat split; auto.
    destruct C as [? (Eu & _)|? ? (Eu & _)|? ? (Eu & _)|? ? Eu|? _ _ _ Fw|? ? ? Eu]; try exact (Fw on_forward); rewrite Eu; left; constructor.
Qed.
End Safety.
