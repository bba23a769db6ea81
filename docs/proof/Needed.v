(** Every rule that a theorem leans on is needed: without it there is a history
    that ends badly. One small system serves for all; the rule that is left out is [X]. *)
From KMS Require Import Protocol Safety Removal Descent States.

(** HSM 0 is genuine and genesis's, 1 is the adversary's. People: 0 (an operator) and 2 (a client)
    are honest, 1 and 3 are not. Key 10 is 0's approval key, 20 an adversary's. *)
Definition label_of (n : nat) : label :=
  match n with
  | 10 => LO 0 | 30 => LM 2 | 40 => LD [30] | 41 => LD [36] | 11 | 31 | 32 | 33 | 34 | 37 | 38 | 39 => LK | 35 | 36 => LM 2 | _ => LNone
  end.
Definition sys (X : option rule) (M : bool) : system := {|
  On r := match X with Some x => negb (rule_beq r x) | None => true end && (M || negb (rule_beq r Moves));
  genuine h := h =? 0;
  honest c := (c =? 0) || (c =? 2);
  G := [0];
  lab := label_of;
  clean _ := true |}.

(** All rights for all of these. *)
Definition alls cs := flat_map all cs.

(** The founding Trust F is bad (HSM 1 is in it, its operator is corrupt), its successor T is good. *)
Definition F := Link Branch (map own [0; 1]) [20] 1 Genesis.
Definition T := Link Successor [own 0] [10] 1 F.
Definition alice := Head 1 Operator (alls [0]) Genesis 11 [] [] false false 0 Enabled.        (* 0's operator Domain *)
Definition pay := Head 2 Encrypt (alls [2; 3]) T 31 [] [] false false 0 Enabled.              (* a Domain under T, key 30 *)
Definition start : trace :=
  [ EMake 0 None pay [30]; ESign 0 T; EUse 0 10 (DApproval T); EReq 0 alice (Approve T); ESign 0 F; EMake 0 None alice [10] ].

Ltac is_fresh := let E := fresh in intros ? ? ? ? E; simpl in E;
  repeat (destruct E as [E|E]; [first [discriminate E|injection E; intros; subst; simpl; split; [discriminate|intuition discriminate]]|]); destruct E.
Ltac new_keys := split; [is_fresh|auto].
Ltac new_master := split; [is_fresh|split; [simpl; discriminate|auto]].
Ltac keep := left; reflexivity.
Ltac add n := right; exists n; split; [new_master|split; [discriminate|reflexivity]].
Ltac never := intros; discriminate.
Ltac samereaders := let H := fresh in intros _ H; elim H; reflexivity.
Ltac operators := let H := fresh in intros _ H; elim H; reflexivity.
Ltac sharing := intros _; left; simpl; auto 12.
Ltac own_ones := let g := fresh in intros _; split; intros g; simpl; intuition (subst; simpl; auto 12).
Ltac nodrop := let A := fresh in let B := fresh in intros _ _ [(? & A & B)|[(? & A & B)|B]]; elim B; simpl in *; intuition.

#[local] Hint Extern 3 (_ <> Deleted _) => discriminate : core.
#[local] Hint Extern 2 (is_in _ _) => apply in_is_in; simpl; auto : core.
#[local] Arguments is_in : simpl never.

Section Start.
Context (X : option rule) (M : bool).
#[local] Instance s : system := sys X M.

Lemma opens_made tr g o x l h : In (EMake g o x l) tr -> verified tr (under x) -> In (own g) (hsms (under x)) -> In (own h) (hsms (under x)) ->
  length (moves x) = length (hist x) /\ mono (purp x) (moves x) (under x) -> opens tr h x l.
Proof.
  intros E V Hg Hh Q. exists (toks (hsms (under x)) (jwe x)), (jwe x), (aad_of x). split; [|split; [auto|split; [exact (comp_toks _ _ _ Hh)|auto]]].
  exists g; split; [apply (k_said _ _ _ E); simpl; auto|split; [auto|split; [intros _; exact (in_map fst _ _ Hg)|auto]]].
Qed.

Lemma heard tr e m : In e tr -> In m (said e) -> know tr m.
Proof. intros; eapply k_said; eauto. Qed.
Lemma theirs tr n : label_of n = LNone -> know tr (Key (FK n)).
Proof. intro; apply k_fk; auto. Qed.

(** One approval is enough for a quorum of one. *)
Lemma one_ok tr o ops d : In o ops -> know tr (Sig (FK o) (Pub d)) -> approvals tr ops 1 d.
Proof.
  intros I K. exists [o]. split; [constructor; [simpl; tauto|constructor]|]. split; [intros ? [<-|[]]; auto|]. split; [auto|intros ? [<-|[]]; auto].
Qed.
Lemma none_ok tr ops d : approvals tr ops 0 d.
Proof. exists []. split; [constructor|]. split; [intros ? []|]. split; [auto|intros ? []]. Qed.
Lemma bad_approval tr d : know tr (Sig (FK 20) (Pub d)).
Proof. apply k_sig; [apply theirs; auto|constructor]. Qed.

Lemma may_F tr : may_sign tr (own 0) Branch (map own [0; 1]) [20] 1 Genesis.
Proof. repeat split; simpl; auto; try discriminate; intros; [apply one_ok with 20; simpl; auto using bad_approval|apply none_ok]. Qed.
Lemma verified_F tr : In (ESign 0 F) tr -> verified tr F.
Proof. intro H; split; [exact I|]. exists (own 0); split; [simpl; auto|split; [apply may_F|]]. eapply heard; eauto; simpl; auto. Qed.
Lemma may_T tr : In (EUse 0 10 (DApproval T)) tr -> may_sign tr (own 0) Successor [own 0] [10] 1 F.
Proof.
  intro H; repeat split; simpl; auto; try discriminate; intros.
  - apply one_ok with 10; simpl; auto. eapply heard; eauto; simpl; auto.
  - apply one_ok with 20; simpl; auto using bad_approval.
Qed.
Lemma verified_T tr : In (ESign 0 F) tr -> In (EUse 0 10 (DApproval T)) tr -> In (ESign 0 T) tr -> verified tr T.
Proof. intros; split; [apply verified_F; auto|]. exists (own 0); split; [simpl; auto|split; [apply may_T; auto|]]. eapply heard; eauto; simpl; auto. Qed.


Ltac said_in e := apply (heard _ e); simpl; auto 12.

Ltac made_in := eapply opens_made; [simpl; eauto 12|auto|simpl; auto|simpl; auto|simpl; repeat split; left; repeat constructor].

Lemma start_reach : reach start.
Proof.
  unfold start.
  assert (R1 : reach [EMake 0 None alice [10]]).
  { apply r_create; simpl; auto using r_nil; [new_keys|new_master]. }
  assert (R2 : reach [ESign 0 F; EMake 0 None alice [10]]).
  { apply r_sign; simpl; auto using may_F. }
  assert (R3 : reach [EReq 0 alice (Approve T); ESign 0 F; EMake 0 None alice [10]]).
  { apply r_request; simpl; auto. }
  assert (R4 : reach (EUse 0 10 (DApproval T) :: [EReq 0 alice (Approve T); ESign 0 F; EMake 0 None alice [10]])).
  { apply (r_use _ 0 alice [10] 10 0 (Approve T)); simpl; auto; try discriminate; [made_in; simpl; auto|].
    intros _; split; auto. exists alice; split; auto. said_in (EReq 0 alice (Approve T)). }
  assert (V : verified [EUse 0 10 (DApproval T); EReq 0 alice (Approve T); ESign 0 F; EMake 0 None alice [10]] F)
    by (apply verified_F; simpl; auto).
  assert (R5 : reach (ESign 0 T :: [EUse 0 10 (DApproval T); EReq 0 alice (Approve T); ESign 0 F; EMake 0 None alice [10]])).
  { apply r_sign; auto; [apply may_T; simpl; auto]. }
  apply r_create; auto; [apply verified_T; simpl; auto 10|discriminate|new_keys|new_master].
Qed.
End Start.

Ltac made_in := eapply opens_made; [simpl; eauto 12|auto|simpl; auto|simpl; auto|simpl; repeat split; left; repeat constructor].
Ltac is_know e := apply (heard _ _ _ e); simpl; auto 12.
Ltac V := apply verified_F + apply verified_T; simpl; auto 12.

(** What the theorems assume can be, also where a rule is left out that is not one of [base]. *)
Lemma some_world_but : forall X M, existsb (rule_beq X) base = false -> world (S := sys (Some X) M).
Proof.
  intros X M H. constructor; [intros h [<-|[]]; auto|auto|]. intros r Hr.
  assert (N : rule_beq r X = false) by (destruct X; simpl in H; try discriminate; simpl in Hr; repeat (destruct Hr as [<-|Hr]; [reflexivity|]); destruct Hr).
  simpl. rewrite N. simpl in Hr; repeat (destruct Hr as [<-|Hr]; [destruct M; reflexivity|]); destruct Hr.
Qed.
Lemma some_world : forall M, world (S := sys None M).
Proof.
  constructor; [intros h [<-|[]]; auto|auto|]. intros r H. simpl in H. repeat (destruct H as [<-|H]; [simpl; destruct M; auto|]). destruct H.
Qed.

(** Without the genesis signer (T4) an HSM and an operator of the adversary's enter alone: nobody did anything. *)
Theorem need_genesis_signer : forall M, let S := sys (Some GenesisSigner) M in
  exists t, verified [] t /\ t <> Genesis /\ forallb genuine_entry (hsms t) = false.
Proof.
  intros M S. exists (Link Branch [own 1] [20] 1 Genesis). split; [|split; [discriminate|auto]].
  split; [exact I|]. exists (own 1). split; [simpl; auto|split; [|apply k_sig; [apply k_sk; auto|constructor]]].
  repeat split; simpl; auto; try discriminate; intros; [apply one_ok with 20; simpl; auto using bad_approval|apply none_ok].
Qed.

(** Without the own quorum (T3) honest operators stand in a Trust with an HSM that they never saw. *)
Theorem need_own_quorum : forall M, let S := sys (Some OwnQuorum) M in
  exists tr t, reach tr /\ verified tr t /\ fewer t = true /\ good t = false.
Proof.
  intros M S. pose (t := Link Branch (map own [0; 1]) [10] 1 Genesis).
  assert (Y : forall tr, may_sign tr (own 0) Branch (map own [0; 1]) [10] 1 Genesis)
    by (intro; repeat split; simpl; auto; try discriminate; intros; apply none_ok).
  exists [ESign 0 t], t. split; [apply r_sign; auto using r_nil; exact I|]. split; [|auto].
  split; [exact I|]. exists (own 0); split; [simpl; auto|split; auto]. is_know (ESign 0 t).
Qed.


(** Without "one entry holds both its keys" (T3, D1) an honest HSM signs a Trust that has its signing key beside HSM 1's
    encryption key, and makes a Domain under it: HSM 1 reads it, and no genuine HSM ever opens it. (No Trust that honest
    operators approve: they compare the fingerprint, which covers both keys. So chain safety and secrecy stand without the rule.) *)
Theorem need_both_keys : forall M, let S := sys (Some BothKeys) M in
  exists tr x, reach tr /\ hsms (under x) = [(0, 1)] /\ genuine 0 = true /\ In (ESign 0 (under x)) tr /\ In (EMake 0 None x [22]) tr
  /\ know tr (Key (FK 22)) /\ forall h l, genuine h = true -> ~ opens tr h x l.
Proof.
  intros M S. pose (t := Link Branch [(0, 1)] [20] 1 Genesis). pose (x := Head 3 Encrypt (alls [2]) t 21 [] [] false false 0 Enabled).
  assert (Y : forall tr, may_sign tr (own 0) Branch [(0, 1)] [20] 1 Genesis)
    by (intro; repeat split; try (left; reflexivity); simpl; auto; try discriminate; intros; [apply one_ok with 20; simpl; auto using bad_approval|apply none_ok]).
  assert (R : reach [EMake 0 None x [22]; ESign 0 t]).
  { apply r_create; auto; [apply r_sign; auto using r_nil; exact I| |left; reflexivity|discriminate|new_keys|new_master].
    split; [exact I|]. exists (0, 1). split; [simpl; auto|split; [exact (Y _)|is_know (ESign 0 t)]]. }
  exists [EMake 0 None x [22]; ESign 0 t], x. split; [auto|split; [auto|split; [auto|split; [simpl; auto|split; [simpl; auto|split]]]]].
  - apply theirs; auto.
  - intros h l H (tk & k & a & (g & K & _ & Hg & _) & _ & C & _). pose proof (some_world_but BothKeys M eq_refl) as W.
    destruct (Hg on_signer) as [<-|[]]. apply (know_pub _ _ (reach_inv _ R)) in K. destruct K as [_ [K|[(u & E & _)|(o & z & l' & E & _)]]]; try discriminate.
    injection E as <- -> _ _ _. simpl in C. inversion C as [|? ? C1|? ? C1]; subst; inversion C1; subst; discriminate.
Qed.

(** What the adversary's HSM 1 reads in a revision under a Trust that names it. *)
Lemma leak X M tr x l n : In (EMake 0 (Some x) n l) tr -> hsms (S := sys X M) (under n) = map own [0; 1] ->
  forall m, In m l -> know (S := sys X M) tr (Key (FK m)).
Proof.
  intros E H m Hm.
  assert (K : know (S := sys X M) tr (Sig (SK 0) (body n (toks (hsms (S := sys X M) (under n)) (jwe n)) (jwe n) (aad_of n) l))).
  { apply (heard _ _ _ _ _ E); simpl; auto. }
  rewrite H in K. apply k_read, k_snd in K. refine (k_unring _ _ _ _ _ (k_snd _ _ _ K) _ Hm).
  assert (D : know (S := sys X M) tr (Key (DK 1))) by (apply k_dk; auto).
  exact (k_untok _ 1 _ (k_fst _ _ _ (k_snd _ _ _ (k_fst _ _ _ K))) D).
Qed.

Ltac leaks := eapply leak; [left; reflexivity|reflexivity|simpl; auto].

(** Without the predecessor's quorum (T4) a good Trust gets a bad successor, and its Domain's key follows. *)
Theorem need_predecessor_quorum : forall M, let S := sys (Some PredQuorum) M in
  exists tr u, reach tr /\ good T = true /\ follows T u /\ verified tr u /\ good u = false /\ lab 30 = LM 2 /\ know tr (Key (FK 30)).
Proof.
  intros M S. pose (u := Link Successor (map own [0; 1]) [20] 1 T). pose (y := Head 2 Encrypt (alls [2; 3]) u 50 [pay] [T] false false 0 Enabled).
  assert (Y : forall tr, may_sign tr (own 0) Successor (map own [0; 1]) [20] 1 T).
  { intro; repeat split; simpl; auto; try discriminate; intros. apply one_ok with 20; simpl; auto using bad_approval. }
  assert (R : reach (ESign 0 u :: start)) by (apply r_sign; try apply start_reach; auto; V).
  assert (Vu : forall tr, In (ESign 0 u) tr -> verified tr T -> verified tr u).
  { intros; split; auto. exists (own 0); split; [simpl; auto|split; auto]. is_know (ESign 0 u). }
  exists (EMake 0 (Some pay) y [51; 30] :: ESign 0 u :: start), u.
  split; [|split; [auto|split; [apply fol_step, fol_refl|split; [apply Vu; simpl; auto; V|split; [auto|split; [auto|]]]]]].
  - apply r_change with (l := [30]); auto; [made_in; V|apply Vu; simpl; auto; V|new_keys|].
    apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|add 51|never].
  - leaks.
Qed.

(** Without direction (D5) a Domain goes back to the bad Trust from before. *)
Theorem need_forward : forall M, let S := sys (Some Forward) M in
  exists tr, reach tr /\ good (under pay) = true /\ lab 30 = LM 2 /\ know tr (Key (FK 30)).
Proof.
  intros M S. pose (y := Head 2 Encrypt (alls [2; 3]) F 50 [pay] [T] false false 0 Enabled).
  exists (EMake 0 (Some pay) y [51; 30] :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [30]); try apply start_reach; auto; [made_in; V|V|new_keys|].
  apply c_move; auto; [discriminate|discriminate|add 51|never].
Qed.

(** Without the controller's order (D5) anybody pulls an operator's key to an HSM of his own. *)
Theorem need_controller_moves : forall M, let S := sys (Some ControllerMoves) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intros M S. pose (y := Head 1 Operator (alls [0]) F 50 [alice] [Genesis] false false 0 Enabled).
  exists (EMake 0 (Some alice) y [10] :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [10]); try apply start_reach; auto; [made_in; exact I|V|new_keys|].
  apply c_move; auto; [intros _; right; auto|discriminate|keep].
Qed.

(** Without naming the revision (D3) an order to move one revision moves another, out of genesis. *)
Theorem need_names_revision : forall M, let S := sys (Some NamesRevision) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intros M S. pose (y := Head 1 Operator (alls [0]) F 50 [alice] [Genesis] false false 0 Enabled). pose (z := Head 1 Operator (alls [0]) F 60 [] [] false false 0 Enabled).
  exists (EMake 0 (Some alice) y [10] :: EReq 0 z (MoveTo F) :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [10]); auto; [|made_in; exact I|V|new_keys|].
  - apply r_request; try apply start_reach; auto. left; split; [V|constructor].
  - apply c_move; auto; [intros _; right; auto| |keep].
    intros _ _. exists 0; split; auto. exists z; split; [|discriminate]. is_know (EReq 0 z (MoveTo F)).
Qed.

(** Without the controller's own request (D3) a server approves in an operator's name. *)
Theorem need_own_request : forall M, let S := sys (Some OwnRequest) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Sig (FK 10) (Pub (DApproval F))) /\ forall c x, ~ In (EReq c x (Approve F)) tr.
Proof.
  intros M S. exists (EUse 0 10 (DApproval F) :: start). split; [|split; [auto|split; [is_know (EUse 0 10 (DApproval F))|]]].
  - apply (r_use _ 0 alice [10] 10 0 (Approve F)); simpl; try apply start_reach; auto; try discriminate. made_in; exact I.
  - intros c x E; simpl in E. intuition discriminate.
Qed.

(** Without "exactly one controller" (D3, D8) who was handed an operator's Domain approves with its key. *)
Theorem need_one_controller : forall M, let S := sys (Some OneController) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Sig (FK 10) (Pub (DApproval F))) /\ forall c x, ~ In (EReq c x (Approve F)) tr.
Proof.
  intros M S. pose (y := Head 1 Operator (alls [1]) Genesis 32 [alice] [Genesis] false false 0 Enabled).
  assert (R : reach (EMake 0 (Some alice) y [10] :: EReq 0 alice (SetCtl (alls [1])) :: start)).
  { apply r_change with (l := [10]); auto; [|made_in; exact I|exact I|new_keys|].
    - apply r_request; simpl; auto; apply start_reach.
    - apply c_controllers with (c := 0); [repeat split|auto|simpl; auto| |keep|operators|never|sharing|own_ones].
      exists alice; split; auto. is_know (EReq 0 alice (SetCtl (alls [1]))). }
  exists (EUse 0 10 (DApproval F) :: EMake 0 (Some alice) y [10] :: EReq 0 alice (SetCtl (alls [1])) :: start).
  split; [|split; [auto|split; [is_know (EUse 0 10 (DApproval F))|]]].
  - apply (r_use _ 0 y [10] 10 1 (Approve F)); simpl; auto; try discriminate; [made_in; exact I|].
    intros _; split; auto. exists y; split; auto. apply k_sig; [apply k_ck; auto|constructor].
  - intros c x E; simpl in E. intuition discriminate.
Qed.

(** Without the signer's place (D2) the adversary's HSM writes a Domain under a good Trust. *)
Theorem need_signer_in_trust : forall M, let S := sys (Some SignerInTrust) M in
  exists tr x, reach tr /\ good (under x) = true /\ opens tr 0 x [20] /\ forall h o l, ~ In (EMake h o x l) tr.
Proof.
  intros M S. pose (x := Head 2 Encrypt (alls [3]) T 60 [] [] false false 0 Enabled). exists start, x.
  split; [apply start_reach|]. split; [auto|]. split.
  - exists (Tok 0 21), 21, (aad_of x). split; [|split; [simpl; auto|split; [constructor|auto]]].
    exists 1. split; [|split; [V|split; [discriminate|simpl; auto]]].
    apply k_sig; [apply k_sk; auto|]. apply k_pair; [constructor|]. apply k_pair; [apply k_tok, theirs; auto|].
    apply k_ring; [apply theirs; auto|]. intros n [<-|[]]; apply theirs; auto.
  - intros h o l E; simpl in E; intuition discriminate.
Qed.

(** Without the aad (D2) the adversary's HSM puts a good Domain's wrapped keys into a Domain of its own. *)
Theorem need_aad : forall M, let S := sys (Some AadTrust) M in
  exists tr, reach tr /\ good (under pay) = true /\ lab 30 = LM 2 /\ know tr (Key (FK 30)).
Proof.
  intros M S. pose (x := Head 2 Encrypt (alls [3]) F 60 [] [] false false 0 Enabled). pose (y := Head 2 Encrypt (alls [3]) F 50 [x] [F] false false 0 Enabled).
  exists (EMake 0 (Some x) y [51; 30] :: start). split; [|repeat split; auto; leaks].
  assert (K : know start (Sig (SK 0) (body pay (toks [own 0] 31) 31 (aad_of pay) [30]))) by (is_know (EMake 0 None pay [30])).
  apply r_change with (l := [30]); try apply start_reach; auto; [|V|new_keys|apply c_rotate; [repeat split|auto|discriminate|new_master]].
  exists (toks [own 0] 31), 31, (aad_of pay). split; [|split; [simpl; auto|split; [apply (comp_toks (own 0)); simpl; auto|discriminate]]].
  exists 1. split; [|split; [V|split; [simpl; auto|simpl; auto]]].
  apply k_sig; [apply k_sk; auto|]. apply k_pair; [constructor|]. eapply k_snd, k_read; eauto.
Qed.

(** Without a new active key (D4) who was removed opens what was sealed afterwards, by the row from before. *)
Theorem need_new_key : forall M, let S := sys (Some NewKey) M in
  exists t2 t1 y, let e := EMake 0 (Some pay) y [30] in let s := 40 in
  reach (t2 ++ e :: t1) /\ good (under y) = true /\ In 3 (ctl pay) /\ ~ In 3 (ctl y) /\ honest 3 = false
  /\ In (ESeal 0 30 s) t2 /\ In (EOpen 0 3 pay 30 s) t2 /\ know (t2 ++ e :: t1) (Key (FK s))
  /\ forall h x z l, ~ In (EMake h x z l) t2.
Proof.
  intros M S. pose (y := Head 2 Encrypt (alls [2]) T 32 [pay] [T] false false 0 Enabled). pose (t1 := EReq 2 pay (SetCtl (alls [2])) :: start).
  exists [EOpen 0 3 pay 30 40; ESeal 0 30 40], t1, y. intros e s.
  assert (R1 : reach (e :: t1)).
  { apply r_change with (l := [30]); auto; [|made_in; V|V|new_keys|].
    - apply r_request; simpl; auto. apply start_reach.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |keep|discriminate|never|sharing|own_ones].
      exists pay; split; auto. is_know (EReq 2 pay (SetCtl (alls [2]))). }
  assert (R2 : reach (ESeal 0 30 40 :: e :: t1)).
  { apply r_seal with (x := y) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply opens_made with (g := 0) (o := Some pay); [left; reflexivity|V|simpl; auto|simpl; auto|simpl; repeat split; left; repeat constructor]. }
  split; [|split; [auto|split; [simpl; auto|split; [simpl; lia|split; [auto|split; [simpl; auto|split; [simpl; auto|split]]]]]]].
  - simpl. apply r_open with (l := [30]); simpl; auto; [made_in; V| |is_know (ESeal 0 30 40)|never].
    exists pay; split; auto. apply k_sig; [apply k_ck; auto|constructor].
  - is_know (EOpen 0 3 pay 30 40).
  - intros h x z l E; simpl in E; intuition discriminate.
Qed.

(** An order that T's operator approved, ready to be carried out on a revision of Domain 2 under T. *)
Definition ready (a : oact) : trace := let o := Ord 7 2 T a in EUse 0 10 (DOrder o) :: EReq 0 alice (ApproveOrder o) :: start.
Lemma ready_reach X M a : reach (S := sys X M) (ready a).
Proof.
  pose (S := sys X M). apply (r_use _ 0 alice [10] 10 0 (ApproveOrder (Ord 7 2 T a))); simpl; auto; try discriminate; [|made_in; exact I|].
  - apply r_request; simpl; auto. apply start_reach.
  - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (ApproveOrder (Ord 7 2 T a))).
Qed.
Lemma ready_ordered X M a tr x : In (EUse 0 10 (DOrder (Ord 7 2 T a))) tr -> id x = 2 -> under x = T -> ordered (S := sys X M) tr x a 7.
Proof.
  intros E I U. unfold ordered. rewrite I, U. split; [simpl; auto|]. apply one_ok with 10; [simpl; auto|].
  apply (heard _ _ _ _ _ E); simpl; auto.
Qed.

(** Without a new active key at a new policy (O3) what is sealed under decrypt: quorum is opened by the row from before. *)
Theorem need_policy_key : forall M, let S := sys (Some PolicyKey) M in
  exists t2 t1 y, let e := EMake 0 (Some pay) y [30] in
  reach (t2 ++ e :: t1) /\ good (under y) = true /\ quo y = true /\ honest 3 = false
  /\ In (ESeal 0 30 40) t2 /\ know (t2 ++ e :: t1) (Key (FK 40)) /\ (forall h x z l, ~ In (EMake h x z l) t2)
  /\ (forall h o w, ~ In (EUse h o (DOrder (Ord w 2 T (OOpen 3 30 40)))) (t2 ++ e :: t1)).
Proof.
  intros M S. pose (y := Head 2 Encrypt (alls [2; 3]) T 32 [pay] [T] true false 7 Enabled). pose (t1 := ready (OSet (alls [2; 3]) true false)).
  exists [EOpen 0 3 pay 30 40; ESeal 0 30 40], t1, y. intro e.
  assert (R1 : reach (e :: t1)).
  { apply r_change with (l := [30]); auto; [apply ready_reach|made_in; V|V|new_keys|].
    apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; simpl; auto|simpl; intros; lia|auto|keep| |discriminate|samereaders|reflexivity].
    intros _ (c & A & B); tauto. }
  assert (R2 : reach (ESeal 0 30 40 :: e :: t1)).
  { apply r_seal with (x := y) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply opens_made with (g := 0) (o := Some pay); [left; reflexivity|V|simpl; auto|simpl; auto|simpl; repeat split; left; repeat constructor]. }
  split; [|split; [auto|split; [auto|split; [auto|split; [simpl; auto|split; [is_know (EOpen 0 3 pay 30 40)|split]]]]]].
  - simpl. apply r_open with (l := [30]); simpl; auto; [made_in; V| |is_know (ESeal 0 30 40)|never].
    exists pay; split; auto. apply k_sig; [apply k_ck; auto|constructor].
  - intros h x z l E; simpl in E; intuition discriminate.
  - intros h o w E; simpl in E; intuition discriminate.
Qed.

(** Without D9's rule for readers a controller alone gives a stranger what only a quorum may give. *)
Theorem need_readers_quorum : forall M, let S := sys (Some ReadersQuorum) M in
  exists tr x y l, reach tr /\ good (under x) = true /\ rdr x = true /\ In (EMake 0 (Some x) y l) tr
  /\ ~ In 3 (ctl x) /\ In 3 (ctl y) /\ (forall h o w, ~ In (EUse h o (DOrder w)) tr).
Proof.
  intros M S. pose (x := Head 2 Encrypt (alls [2]) T 33 [] [] false true 0 Enabled). pose (y := Head 2 Encrypt (alls [2; 3]) T 34 [x] [T] false true 0 Enabled).
  pose (t1 := EReq 2 x (SetCtl (alls [2; 3])) :: EMake 0 None x [35] :: start).
  assert (R1 : reach t1).
  { apply r_request; simpl; auto. apply r_create; auto; [apply start_reach|V|discriminate|new_keys|new_master]. }
  exists (EMake 0 (Some x) y [35] :: t1), x, y, [35].
  split; [|split; [auto|split; [auto|split; [left; auto|split; [simpl; lia|split; [simpl; auto|]]]]]].
  - apply r_change with (l := [35]); auto; [|V|new_keys|].
    + apply opens_made with (g := 0) (o := None); [right; left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
    + apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |keep| |never|sharing|own_ones].
      * exists x; split; auto. is_know (EReq 2 x (SetCtl (alls [2; 3]))).
      * intros _ _ (c & A & B); simpl in *; tauto.
  - intros h o w E; unfold t1 in E; simpl in E; intuition discriminate.
Qed.

(** A Domain 2 under T with these controllers and key 36, and data key 41 sealed under it. *)
Definition with_rights cs := Head 2 Encrypt cs T 33 [] [] false false 0 Enabled.
Lemma with_rights_reach X M cs : reach (S := sys X M) (EMake 0 None (with_rights cs) [36] :: start).
Proof. pose (S := sys X M). apply r_create; auto; [apply start_reach|V|discriminate|new_keys|new_master]. Qed.

(** Without "no right that he has not" (D4) who has share and encrypt gives itself decrypt, and reads: the only one who had it
    was not asked, and there was no order. *)
Theorem need_own_rights : forall M, let S := sys (Some OwnRights) M in
  exists tr x y, reach tr /\ good (under x) = true /\ In (EMake 0 None x [36]) tr /\ In (EMake 0 (Some x) y [36]) tr
  /\ ctl x = [2] /\ In (3, Enc) (may x) /\ In (3, Share) (may x) /\ ctl y = [2; 3] /\ honest 3 = false /\ lab 41 = LD [36] /\ know tr (Key (FK 41))
  /\ (forall z cs, ~ In (EReq 2 z (SetCtl cs)) tr) /\ (forall h o w, ~ In (EUse h o (DOrder w)) tr).
Proof.
  intros M S. pose (x := with_rights (all 2 ++ [(3, Enc); (3, Share)])). pose (y := Head 2 Encrypt (alls [2; 3]) T 34 [x] [T] false false 0 Enabled).
  pose (t1 := EMake 0 (Some x) y [36] :: EMake 0 None x [36] :: start).
  assert (R1 : reach t1).
  { apply r_change with (l := [36]); auto; [apply with_rights_reach| |V|new_keys|].
    - apply opens_made with (g := 0) (o := None); [left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
    - apply c_controllers with (c := 3); [repeat split|discriminate|simpl; auto 12| |keep| |never|sharing|discriminate].
      * exists x; split; auto. apply k_sig; [apply k_ck; auto|constructor].
      * intros _ _ (c & A & B); simpl in *; tauto. }
  assert (O : forall tr, In (EMake 0 (Some x) y [36]) tr -> verified tr T -> opens tr 0 y [36]).
  { intros; eapply opens_made; eauto; simpl; auto. repeat split; left; repeat constructor. }
  assert (R2 : reach (ESeal 0 36 41 :: t1)).
  { apply r_seal with (x := y) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]]. apply O; [left; auto|V]. }
  exists (EOpen 0 3 y 36 41 :: ESeal 0 36 41 :: t1), x, y.
  split; [|repeat split; simpl; auto 12; [is_know (EOpen 0 3 y 36 41)|intros z cs E|intros h o w E]; intuition discriminate].
  apply r_open with (l := [36]); simpl; auto 12; [apply O; [simpl; auto|V]| |is_know (ESeal 0 36 41)|discriminate].
  exists y; split; auto. apply k_sig; [apply k_ck; auto|constructor].
Qed.

(** Without share (D4) who has decrypt alone hands it on, to person 1, whom nobody with share admitted. *)
Theorem need_share_right : forall M, let S := sys (Some ShareRight) M in
  exists tr x y, reach tr /\ good (under x) = true /\ In (EMake 0 None x [36]) tr /\ In (EMake 0 (Some x) y [36]) tr
  /\ (forall c, In (c, Share) (may x) -> c = 2) /\ ~ In 1 (ctl x) /\ In 1 (ctl y)
  /\ (forall z cs, ~ In (EReq 2 z (SetCtl cs)) tr) /\ (forall h o w, ~ In (EUse h o (DOrder w)) tr).
Proof.
  intros M S. pose (x := with_rights (all 2 ++ [(3, Dec)])). pose (y := Head 2 Encrypt (all 2 ++ [(3, Dec); (1, Dec)]) T 34 [x] [T] false false 0 Enabled).
  exists (EMake 0 (Some x) y [36] :: EMake 0 None x [36] :: start), x, y.
  split; [|repeat split; simpl; auto 12; intros; intuition congruence].
  apply r_change with (l := [36]); auto; [apply with_rights_reach| |V|new_keys|].
  - apply opens_made with (g := 0) (o := None); [left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
  - apply c_controllers with (c := 3); [repeat split|discriminate|simpl; auto 12| |keep| |never|discriminate|own_ones].
    + exists x; split; auto. apply k_sig; [apply k_ck; auto|constructor].
    + intros _ _ (c & A & B); simpl in *; tauto.
Qed.

(** Without D8's "decrypt to open" a key with encrypt alone reads what others wrote. *)
Theorem need_right_to_use : forall M, let S := sys (Some RightToUse) M in
  exists tr x, reach tr /\ good (under x) = true /\ In (EMake 0 None x [36]) tr /\ ctl x = [2] /\ (forall r, In (3, r) (may x) -> r = Enc)
  /\ honest 3 = false /\ lab 41 = LD [36] /\ know tr (Key (FK 41)) /\ (forall h o z l, ~ In (EMake h (Some o) z l) tr).
Proof.
  intros M S. pose (x := with_rights (all 2 ++ [(3, Enc)])). pose (t1 := EMake 0 None x [36] :: start).
  assert (O : forall tr, In (EMake 0 None x [36]) tr -> verified tr T -> opens tr 0 x [36]) by (intros; eapply opens_made; eauto; simpl; auto).
  assert (R2 : reach (ESeal 0 36 41 :: t1)).
  { apply r_seal with (x := x) (l := []); [apply with_rights_reach|auto| |auto|intros; reflexivity|right; eexists; split; [reflexivity|simpl; auto]]. apply O; [left; auto|V]. }
  exists (EOpen 0 3 x 36 41 :: ESeal 0 36 41 :: t1), x.
  split; [|repeat split; simpl; auto 12; [intros r H|is_know (EOpen 0 3 x 36 41)|intros h o z l E]; intuition congruence].
  apply r_open with (l := [36]); simpl; auto 12; [apply O; [simpl; auto|V]|discriminate| |is_know (ESeal 0 36 41)|discriminate].
  exists x; split; auto. apply k_sig; [apply k_ck; auto|constructor].
Qed.

(** Without O4 a controller of such a Domain opens alone. *)
Theorem need_open_order : forall M, let S := sys (Some OpenOrder) M in
  exists tr x, reach tr /\ good (under x) = true /\ quo x = true /\ In (EMake 0 None x [35]) tr /\ In (EOpen 0 3 x 35 42) tr
  /\ (forall h o w, ~ In (EUse h o (DOrder w)) tr).
Proof.
  intros M S. pose (x := Head 2 Encrypt (alls [3]) T 33 [] [] true false 0 Enabled).
  assert (R1 : reach (EMake 0 None x [35] :: start)).
  { apply r_create; auto; [apply start_reach|V|discriminate|new_keys|new_master]. }
  assert (O : forall tr, In (EMake 0 None x [35]) tr -> verified tr T -> opens tr 0 x [35]) by (intros; eapply opens_made; eauto; simpl; auto).
  assert (R2 : reach (ESeal 0 35 42 :: EMake 0 None x [35] :: start)).
  { apply r_seal with (x := x) (l := []); auto. apply O; [simpl; auto|V]. }
  exists (EOpen 0 3 x 35 42 :: ESeal 0 35 42 :: EMake 0 None x [35] :: start), x.
  split; [|repeat split; simpl; auto; intros h o w E; intuition discriminate].
  apply r_open with (l := [35]); simpl; auto; [apply O; [simpl; auto|V]| |is_know (ESeal 0 35 42)|discriminate].
  exists x; split; auto. apply k_sig; [apply k_ck; auto|constructor].
Qed.

(** Without a new active key at a move that drops somebody (D5) the active key under the good Trust is HSM 1's too. *)
Theorem need_move_key : forall M, let S := sys (Some MoveKey) M in
  exists tr x y, reach tr /\ In (EMake 0 (Some x) y [22]) tr /\ good (under y) = true /\ drops (under x) (under y) /\ know tr (Key (FK 22)).
Proof.
  intros M S. pose (x := Head 3 Encrypt (alls [2]) F 51 [] [] false false 0 Enabled). pose (y := Head 3 Encrypt (alls [2]) T 32 [x] [F] false false 0 Enabled).
  assert (R1 : reach (EMake 0 None x [22] :: start)).
  { apply r_create; auto; [apply start_reach|V|discriminate|new_keys|new_master]. }
  exists (EMake 0 (Some x) y [22] :: EMake 0 None x [22] :: start), x, y.
  split; [|split; [simpl; auto|split; [auto|split; [left; exists (own 1); simpl; intuition discriminate|apply theirs; auto]]]].
  apply r_change with (l := [22]); auto; [|V|new_keys|].
  - eapply opens_made; [left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
  - apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|keep|discriminate].
Qed.

(** Without O1's "once" an order admits again who was removed after it, on the same line. *)
Theorem need_once : forall M, let S := sys (Some Once) M in
  exists tr x y l, reach tr /\ line tr pay x /\ In (EMake 0 (Some x) y l) tr /\ good (under x) = true
  /\ ~ In 3 (ctl x) /\ In 3 (ctl y) /\ last x = 7 /\ last y = 7 /\ (forall c, ~ In (EReq c x (SetCtl (may y))) tr).
Proof.
  intros M S. pose (a := OSet (alls [2; 3]) false false). pose (x1 := Head 2 Encrypt (alls [2; 3]) T 32 [pay] [T] false false 7 Enabled).
  pose (x2 := Head 2 Encrypt (alls [2]) T 33 [x1; pay] [T; T] false false 7 Enabled).
  pose (x3 := Head 2 Encrypt (alls [2; 3]) T 34 [x2; x1; pay] [T; T; T] false false 7 Enabled).
  pose (t1 := EReq 2 x1 (SetCtl (alls [2])) :: EMake 0 (Some pay) x1 [30] :: ready a).
  pose (t2 := EMake 0 (Some x1) x2 [35; 30] :: t1).
  assert (R1 : reach t1).
  { apply r_request; simpl; auto. apply r_change with (l := [30]); auto; [apply ready_reach|made_in; V|V|new_keys|].
    apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; simpl; auto|simpl; intros; lia|auto|keep|..].
    - intros _ (c & A & B); tauto.
    - intros _ H; elim H; auto.
    - samereaders.
    - reflexivity. }
  assert (V2 : forall l, verified (l ++ t1) T) by (intro l; apply verified_T; apply in_or_app; right; unfold t1, ready; simpl; auto 20).
  assert (R2 : reach t2).
  { apply r_change with (l := [30]); auto; [|exact (V2 [])|new_keys|].
    - apply opens_made with (g := 0) (o := Some pay); [right; left; reflexivity|exact (V2 [])|simpl; auto|simpl; auto|].
      simpl; repeat split; left; repeat constructor.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |add 35|never|never|sharing|own_ones].
      exists x1; split; auto. is_know (EReq 2 x1 (SetCtl (alls [2]))). }
  exists (EMake 0 (Some x2) x3 [36; 35; 30] :: t2), x2, x3, [36; 35; 30].
  split; [|split; [|split; [left; auto|split; [auto|split; [simpl; lia|split; [simpl; auto|split; [reflexivity|split; [reflexivity|]]]]]]]].
  - apply r_change with (l := [35; 30]); auto; [|exact (V2 [_])|new_keys|].
    + apply opens_made with (g := 0) (o := Some x1); [left; reflexivity|exact (V2 [_])|simpl; auto|simpl; auto|].
      simpl; repeat split; left; repeat constructor.
    + apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; unfold t2, t1, ready; simpl; auto 20|discriminate|auto|add 36|never|never|never|reflexivity].
  - apply (line_step _ _ 0 x1 _ [35; 30]); [simpl; auto|]. apply (line_step _ _ 0 pay _ [30]); [simpl; auto|constructor].
  - intros c E; unfold t2, t1, ready in E; simpl in E; intuition discriminate.
Qed.

(** ** States (O2).  Orders of T's operator, all approved in advance; then the Domain [pay] goes from state to state. *)
Definition decided (os : list order) : trace := flat_map (fun o => [EUse 0 10 (DOrder o); EReq 0 alice (ApproveOrder o)]) os ++ start.
Lemma decided_start os e : In e start -> In e (decided os).
Proof. intro; apply in_or_app; auto. Qed.
Lemma decided_reach X M os : reach (S := sys X M) (decided os).
Proof.
  pose (S := sys X M). induction os as [|o os IH]; [apply start_reach|].
  change (decided (o :: os)) with (EUse 0 10 (result (ApproveOrder o)) :: EReq 0 alice (ApproveOrder o) :: decided os).
  apply (r_use _ 0 alice [10] 10 0 (ApproveOrder o)); auto; [apply r_request; auto; exact I| |left; auto|discriminate|].
  - apply opens_made with (g := 0) (o := None); [right; apply decided_start; simpl; auto 12|exact I|simpl; auto|simpl; auto|simpl; auto].
  - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (ApproveOrder o)).
Qed.

Definition next x k w s := Head (id x) (purp x) (may x) (under x) k (x :: hist x) (under x :: moves x) (quo x) (rdr x) w s.
Section States.
Context (X : option rule) (M : bool) (os : list order).
#[local] Instance sys_states : system := sys X M.

(** The trace of steps [l] after the orders, and what they need of it. *)
Lemma all_verified l : verified (l ++ decided os) T.
Proof. apply verified_T; apply in_or_app; right; apply decided_start; simpl; auto 12. Qed.
Definition under_T x := (id x = 2 /\ purp x = Encrypt /\ under x = T) /\ length (moves x) = length (hist x) /\ mono (purp x) (moves x) (under x).
Lemma next_T x k w s : under_T x -> under_T (next x k w s).
Proof. intros ((A & B & C) & D & E). repeat split; simpl; auto. left; constructor. Qed.
Lemma opens_state l g o x r : under_T x -> In (EMake 0 o x r) (l ++ decided os) -> g = 0 -> opens (l ++ decided os) g x r.
Proof. intros ((A & B & C) & D) E ->. apply opens_made with (g := 0) (o := o); auto; rewrite C; [apply all_verified|simpl; auto|simpl; auto]. Qed.

Lemma next_reach l o x r k w s a r' : reach (l ++ decided os) -> under_T x -> In (EMake 0 o x r) (l ++ decided os) ->
  In (Ord w 2 T a) os -> last x < w -> turn x r (next x k w s) w a r' -> (On TombstoneLast = true -> forall b, st x <> Deleted b) ->
  new_k (l ++ decided os) (next x k w s) -> reach (EMake 0 (Some x) (next x k w s) r' :: l ++ decided os).
Proof.
  intros R U E Ho L Tn Tl K. pose proof U as ((A & B & C) & D & F).
  apply r_change with (l := r); auto; [eapply opens_state; eauto|simpl; rewrite C; apply all_verified|simpl; rewrite C; auto|].
  apply c_state with (w := w) (a := a); auto; [rewrite B; discriminate|]. unfold ordered. rewrite A, C. split; [simpl; auto|].
  apply one_ok with 10; [simpl; auto|]. apply (heard _ _ _ (EUse 0 10 (DOrder (Ord w 2 T a)))); [|simpl; auto].
  apply in_or_app; right. apply in_or_app; left. apply in_flat_map. exists (Ord w 2 T a); simpl; auto.
Qed.
End States.

Definition b1 := Ord 7 2 T ODisable.                        (* disabled, ... *)
Definition b2 := Ord 9 2 T ODisable.                        (* ... enabled again, and disabled once more *)
Definition x1 := next pay 32 7 (Disabled b1).
Definition x2 := next x1 33 8 Enabled.
Definition x3 := next x2 34 9 (Disabled b2).
Definition life b := [b1; Ord 8 2 T (OEnable b1); b2; Ord 10 2 T (ODelete b)].
Ltac into_list := simpl; auto 20.
Ltac naming := unfold names; match goal with |- if ?c then _ else _ => destruct c end; simpl; [reflexivity|discriminate].
Lemma T_pay : under_T pay. Proof. repeat split. Qed.
Lemma T_x1 : under_T x1. Proof. apply next_T, T_pay. Qed.
Lemma T_x2 : under_T x2. Proof. apply next_T, T_x1. Qed.
Lemma T_x3 : under_T x3. Proof. apply next_T, T_x2. Qed.
Lemma x1_reach X M os : In b1 os -> new_k (S := sys X M) (decided os) x1 ->
  reach (S := sys X M) (EMake 0 (Some pay) x1 [30] :: decided os).
Proof.
  intros I K. apply (next_reach X M os []) with (o := None) (r := [30]) (a := ODisable); auto.
  - apply decided_reach.
  - apply T_pay.
  - apply decided_start; into_list.
  - simpl; lia.
  - apply t_disable; reflexivity.
Qed.
Lemma x2_reach X M b : reach (S := sys X M) (EMake 0 (Some x1) x2 [30] :: EMake 0 (Some pay) x1 [30] :: decided (life b)).
Proof.
  apply (next_reach X M (life b) [_]) with (o := Some pay) (r := [30]) (a := OEnable b1); try (into_list; fail); auto using T_x1.
  - apply x1_reach; [into_list|new_keys].
  - apply t_enable; [naming|reflexivity].
  - new_keys.
Qed.

(** Without "names the order that disabled it" (O2) an order to delete that named the first disabling deletes after the second,
    though none that names the second was ever approved. *)
Theorem need_names_disabling : forall M, let S := sys (Some NamesDisabling) M in
  exists tr x4, reach tr /\ line tr pay x3 /\ st x3 = Disabled b2 /\ In (EMake 0 (Some x3) x4 []) tr /\ st x4 = Deleted b2 /\ b1 <> b2
  /\ (forall h o w, ~ In (EUse h o (DOrder (Ord w 2 T (ODelete b2)))) tr).
Proof.
  intros M S. pose (x4 := next x3 37 10 (Deleted b2)).
  assert (R3 : reach (EMake 0 (Some x2) x3 [30] :: EMake 0 (Some x1) x2 [30] :: EMake 0 (Some pay) x1 [30] :: decided (life b1))).
  { apply (next_reach _ M (life b1) [_; _]) with (o := Some x1) (r := [30]) (a := ODisable); try (into_list; fail); auto using T_x2.
    - exact (x2_reach _ M b1).
    - apply t_disable; reflexivity.
    - new_keys. }
  exists (EMake 0 (Some x3) x4 [] :: EMake 0 (Some x2) x3 [30] :: EMake 0 (Some x1) x2 [30] :: EMake 0 (Some pay) x1 [30] :: decided (life b1)), x4.
  split; [|split; [|repeat split; simpl; auto; try discriminate; intros h o w E; intuition discriminate]].
  - apply (next_reach _ M (life b1) [_; _; _]) with (o := Some x2) (r := [30]) (a := ODelete b1); try (into_list; fail); auto using T_x3.
    + apply t_delete with (b' := b2); [discriminate|reflexivity|reflexivity].
    + new_keys.
  - apply (line_step _ _ 0 x2 _ [30]); [into_list|]. apply (line_step _ _ 0 x1 _ [30]); [into_list|]. apply (line_step _ _ 0 pay _ [30]); [into_list|constructor].
Qed.

(** Without "nothing descends from a tombstone" (T7) a deleted Domain comes back under its id, with a new key, and is read. *)
Theorem need_tombstone_last : forall M, let S := sys (Some TombstoneLast) M in
  exists tr d y, reach tr /\ In (EMake 0 (Some x1) d []) tr /\ st d = Deleted b1 /\ line tr d y /\ y <> d /\ good (under y) = true
  /\ In (EMake 0 (Some (next d 34 9 Enabled)) y [36]) tr /\ In (EOpen 0 3 y 36 41) tr /\ know tr (Key (FK 41)).
Proof.
  intros M S. pose (d := next x1 33 8 (Deleted b1)). pose (e := next d 34 9 Enabled). pose (y := next e 37 9 Enabled).
  pose (os := [b1; Ord 8 2 T (ODelete b1); Ord 9 2 T (OEnable b1)]).
  assert (Td : under_T d) by (apply next_T, T_x1). assert (Te : under_T e) by (apply next_T; auto). assert (Ty : under_T y) by (apply next_T; auto).
  assert (R1 : reach (EMake 0 (Some pay) x1 [30] :: decided os)) by (apply x1_reach; [into_list|new_keys]).
  assert (R2 : reach (EMake 0 (Some x1) d [] :: EMake 0 (Some pay) x1 [30] :: decided os)).
  { apply (next_reach _ M os [_]) with (o := Some pay) (r := [30]) (a := ODelete b1); try (into_list; fail); auto using T_x1.
    - apply t_delete with (b' := b1); [naming|reflexivity|reflexivity].
    - new_keys. }
  pose (t3 := EMake 0 (Some d) e [] :: EMake 0 (Some x1) d [] :: EMake 0 (Some pay) x1 [30] :: decided os).
  assert (R3 : reach t3).
  { apply (next_reach _ M os [_; _]) with (o := Some x1) (r := []) (a := OEnable b1); try (into_list; fail); auto; try (intro; discriminate).
    - apply t_enable; [naming|reflexivity].
    - new_keys. }
  assert (R4 : reach (EMake 0 (Some e) y [36] :: t3)).
  { apply r_change with (l := []); auto; [|apply (all_verified _ M os [EMake 0 (Some d) e []; EMake 0 (Some x1) d []; EMake 0 (Some pay) x1 [30]])|new_keys|].
    - apply (opens_state _ M os [_; _; _]) with (o := Some d); auto; left; auto.
    - apply c_rotate; [repeat split|auto|discriminate|new_master]. }
  assert (R5 : reach (ESeal 0 36 41 :: EMake 0 (Some e) y [36] :: t3)).
  { apply r_seal with (x := y) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply (opens_state _ M os [_; _; _; _]) with (o := Some e); auto; left; auto. }
  exists (EOpen 0 3 y 36 41 :: ESeal 0 36 41 :: EMake 0 (Some e) y [36] :: t3), d, y.
  split; [|split; [into_list|split; [auto|split; [|split; [discriminate|split; [auto|split; [into_list|split; [into_list|is_know (EOpen 0 3 y 36 41)]]]]]]]].
  - apply r_open with (l := [36]); simpl; auto; [|exists y; split; auto; apply k_sig; [apply k_ck; auto|constructor]|is_know (ESeal 0 36 41)|discriminate].
    apply (opens_state _ M os [_; _; _; _; _]) with (o := Some e); auto. into_list.
  - apply (line_step _ _ 0 e _ [36]); [into_list|]. apply (line_step _ _ 0 d _ []); [into_list|constructor].
Qed.

(** Without "enabled to use" (O2) a disabled revision opens what was sealed before. *)
Theorem need_enabled_to_use : forall M, let S := sys (Some EnabledToUse) M in
  exists tr, reach tr /\ st x1 = Disabled b1 /\ good (under x1) = true /\ In (EMake 0 (Some pay) x1 [30]) tr /\ In (EOpen 0 3 x1 30 40) tr
  /\ honest 3 = false /\ know tr (Key (FK 40)).
Proof.
  intros M S. pose (t1 := EMake 0 (Some pay) x1 [30] :: decided [b1]).
  assert (R1 : reach t1) by (apply x1_reach; [into_list|new_keys]).
  assert (R2 : reach (ESeal 0 30 40 :: t1)).
  { apply r_seal with (x := pay) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply (opens_state _ M [b1] [_]) with (o := None); auto using T_pay. right; apply decided_start; into_list. }
  exists (EOpen 0 3 x1 30 40 :: ESeal 0 30 40 :: t1).
  split; [|repeat split; simpl; auto; is_know (EOpen 0 3 x1 30 40)].
  apply r_open with (l := [30]); simpl; auto; [|discriminate|exists x1; split; auto; apply k_sig; [apply k_ck; auto|constructor]|is_know (ESeal 0 30 40)|discriminate].
  apply (opens_state _ M [b1] [_; _]) with (o := Some pay); auto using T_x1. into_list.
Qed.

(** Without "changed by orders, nothing else" (O2) a controller of a Domain that a quorum disabled admits another one. *)
Theorem need_disabled_stays : forall M, let S := sys (Some DisabledStays) M in
  exists tr y, reach tr /\ st x1 = Disabled b1 /\ good (under x1) = true /\ In (EMake 0 (Some x1) y [30]) tr /\ ~ In 1 (ctl x1) /\ In 1 (ctl y)
  /\ (forall h o w cs q r, ~ In (EUse h o (DOrder (Ord w 2 T (OSet cs q r)))) tr).
Proof.
  intros M S. pose (t1 := EMake 0 (Some pay) x1 [30] :: decided [b1]).
  pose (y := Head 2 Encrypt (alls [2; 3; 1]) T 33 [x1; pay] [T; T] false false 7 (Disabled b1)).
  assert (R1 : reach t1) by (apply x1_reach; [into_list|new_keys]).
  exists (EMake 0 (Some x1) y [30] :: t1), y.
  split; [|repeat split; simpl; auto; try lia; intros h o w cs q r E; intuition discriminate].
  apply r_change with (l := [30]); auto; [|apply (all_verified _ M [b1] [EMake 0 (Some pay) x1 [30]])|new_keys|].
  - apply (opens_state _ M [b1] [_]) with (o := Some pay); auto using T_x1. left; auto.
  - apply c_controllers with (c := 3); [repeat split; discriminate|discriminate|simpl; auto 12| |keep| |never|sharing|own_ones].
    + exists x1; split; auto. apply k_sig; [apply k_ck; auto|constructor].
    + intros _ _ (c & A & B); simpl in *; tauto.
Qed.

(** ** The page's rule of descent (T7) before it had [moves].
    Every other rule of the page is followed ([sys None false]).  2 saw revision [y], which took 3's rights away.
    HSM 1, which the Trust before dropped, writes revision 3 under that Trust with y in its history; an
    honest HSM moves it forward; the client accepts what came of it, seals, and 3 reads. *)
Definition y2 := Head 2 Encrypt (alls [2]) T 32 [pay] [T] false false 0 Enabled.                      (* revision 2: 3 is removed, new key 35 *)
Definition forged := Head 2 Encrypt (alls [3]) F 60 [y2; pay] [F; F] false false 0 Enabled.           (* revision 3, by HSM 1 under F *)
Definition moved := Head 2 Encrypt (alls [3]) T 33 [forged; y2; pay] [F; F; F] false false 0 Enabled. (* revision 4, by HSM 0 under T, new key 36 *)

Theorem page_descent_fails : let S := sys None false in
  exists tr, reach tr /\ good (under y2) = true /\ In (EMake 0 (Some pay) y2 [35; 30]) tr /\ ctl y2 = [2] /\ honest 2 = true
  /\ accepts tr y2 moved /\ ~ line tr y2 moved /\ ctl moved = [3] /\ honest 3 = false
  /\ In (ESeal 0 36 41) tr /\ know tr (Key (FK 41)).
Proof.
  intro S.
  pose (t1 := EMake 0 (Some pay) y2 [35; 30] :: EReq 2 pay (SetCtl (alls [2])) :: start).
  assert (R1 : reach t1).
  { apply r_change with (l := [30]); auto; [|made_in; V|V|new_keys|].
    - apply r_request; simpl; auto. apply start_reach.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |add 35|never|never|sharing|own_ones].
      exists pay; split; auto. is_know (EReq 2 pay (SetCtl (alls [2]))). }
  pose (t2 := EMake 0 (Some forged) moved [36; 20] :: t1).
  assert (R2 : reach t2).
  { apply r_change with (l := [20]); auto; [|V|new_keys|].
    - exists (Tok 0 21), 21, (aad_of forged). split; [|split; [simpl; auto|split; [constructor|auto]]].
      exists 1. split; [|split; [V|split; [simpl; auto|discriminate]]].
      apply k_sig; [apply k_sk; auto|]. apply k_pair; [constructor|]. apply k_pair; [apply k_tok, theirs; auto|].
      apply k_ring; [apply theirs; auto|]. intros n [<-|[]]; apply theirs; auto.
    - apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|add 36|never]. }
  assert (R3 : reach (ESeal 0 36 41 :: t2)).
  { apply r_seal with (x := moved) (l := [20]); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply opens_made with (g := 0) (o := Some forged); [left; reflexivity|V|simpl; auto|simpl; auto|].
    simpl; repeat split; left; repeat constructor. }
  exists (EOpen 0 3 moved 36 41 :: ESeal 0 36 41 :: t2).
  split; [|split; [auto|split; [simpl; auto|split; [auto|split; [auto|split; [|split; [|split; [auto|split; [auto|split; [simpl; auto|]]]]]]]]]].
  - apply r_open with (l := [36; 20]); simpl; auto; [| |is_know (ESeal 0 36 41)|never].
    + apply opens_made with (g := 0) (o := Some forged); [right; left; reflexivity|V|simpl; auto|simpl; auto|].
      simpl; repeat split; left; repeat constructor.
    + exists moved; split; auto. apply k_sig; [apply k_ck; auto|constructor].
  - split; [auto|split; [auto|split; [|split; [reflexivity|left; constructor]]]].
    eexists. exists 0. split; [|split; [V|split; [simpl; auto|discriminate]]]. 
    apply (heard _ _ _ (EMake 0 (Some forged) moved [36; 20])); [right; right; left; reflexivity|left; reflexivity].
  - assert (N : forall z, line (EOpen 0 3 moved 36 41 :: ESeal 0 36 41 :: t2) y2 z -> z <> forged).
    { intros z L Z; rewrite Z in L. inversion L as [|h x z' l E L' E2]; subst. simpl in E; intuition discriminate. }
    intro L. inversion L as [|h x z l E L' E2]; subst. simpl in E.
    repeat (destruct E as [E|E]; [try discriminate; injection E as _ <- _; elim (N _ L'); auto|]); destruct E.
  - is_know (EOpen 0 3 moved 36 41).
Qed.

(** The same for an operator's own Domain: "also from genesis into the founding line", where 0 did not approve
    the founding Trust, shows 0 a revision of its Domain that HSM 1 wrote, also with [moves]. *)
Theorem page_operator_descent_fails : forall M, let S := sys None M in
  exists x, reach start /\ honest 0 = true /\ accepts start alice x /\ ~ line start alice x /\ forall c z, ~ In (EReq c z (Approve F)) start.
Proof.
  intros M S. pose (x := Head 1 Operator (alls [0]) F 60 [alice] [Genesis] false false 0 Enabled). exists x.
  split; [apply start_reach|split; [auto|split; [|split]]].
  - split; [auto|split; [auto|split; [|split; [reflexivity|]]]].
    + exists (Pub DNil), 1. split; [|split; [V|split; [simpl; auto|simpl; repeat split; right; auto]]].
      apply k_sig; [apply k_sk; auto|repeat constructor].
    + destruct M; simpl; [reflexivity|right; auto].
  - intro L; inversion L as [|h y z l E]; subst. simpl in E; intuition discriminate.
  - intros c z E; simpl in E; intuition discriminate.
Qed.

(** What is assumed of honest operators is needed, too: one that approves what is not good. *)
Theorem need_policy : forall M, let S := sys (Some Policy) M in
  exists tr u, reach tr /\ good T = true /\ follows T u /\ verified tr u /\ good u = false.
Proof.
  intros M S. pose (u := Link Successor (map own [0; 1]) [10] 1 T).
  pose (t1 := EUse 0 10 (DApproval u) :: EReq 0 alice (Approve u) :: start).
  assert (R : reach t1).
  { apply (r_use _ 0 alice [10] 10 0 (Approve u)); simpl; auto; try discriminate; [|made_in; exact I|].
    - apply r_request; auto; [apply start_reach|discriminate].
    - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (Approve u)). }
  assert (A : approvals (ESign 0 u :: t1) [10] 1 (DApproval u)).
  { apply one_ok with 10; simpl; auto. is_know (EUse 0 10 (DApproval u)). }
  assert (Y : forall tr, know tr (Sig (FK 10) (Pub (DApproval u))) -> may_sign tr (own 0) Successor (map own [0; 1]) [10] 1 T).
  { intros; repeat split; simpl; auto; try discriminate; intros; apply one_ok with 10; simpl; auto. }
  exists (ESign 0 u :: t1), u. split; [|split; [auto|split; [apply fol_step, fol_refl|split; [|auto]]]].
  - apply r_sign; auto; [V|]. apply Y. is_know (EUse 0 10 (DApproval u)).
  - split; [V|]. exists (own 0). split; [simpl; auto|split; [apply Y; is_know (EUse 0 10 (DApproval u))|is_know (ESign 0 u)]].
Qed.

(** So is that every HSM of genesis is genuine, for ever: one that is stolen when it was dropped long ago opens
    the founding operators' keys in their rows under genesis. *)
Theorem need_genesis_genuine : let S := {| On _ := true; genuine h := h =? 0; honest c := c =? 0; G := [0; 1]; lab := label_of; clean _ := true |} in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intro S. exists [EMake 0 None alice [10]]. split; [|split; [auto|]].
  - apply r_create; simpl; auto using r_nil; [new_keys|new_master].
  - assert (K : know [EMake 0 None alice [10]] (Sig (SK 0) (body alice (toks (map own [0; 1]) 11) 11 (aad_of alice) [10]))).
    { apply (k_said _ (EMake 0 None alice [10])); simpl; auto. }
    assert (D : know [EMake 0 None alice [10]] (Key (DK 1))) by (apply k_dk; auto).
    apply k_read, k_snd in K. refine (k_unring _ _ _ _ _ (k_snd _ _ _ K) _ (or_introl eq_refl)).
    exact (k_untok _ 1 _ (k_fst _ _ _ (k_snd _ _ _ (k_fst _ _ _ K))) D).
Qed.

(** What the theorems assume can be ([some_world]) and does not forbid what the protocol is for: with all rules, a good Trust gets a good successor,
    a Domain moves there, and what is sealed is opened for its client. *)
Theorem alive : let S := sys None true in
  exists tr u y, reach tr /\ follows T u /\ u <> T /\ verified tr u /\ good u = true
  /\ In (EMake 0 (Some pay) y [30]) tr /\ under y = u /\ accepts tr pay y /\ In (EOpen 0 2 y 30 40) tr.
Proof.
  intro S. pose (u := Link Successor [own 0] [10] 1 T). pose (y := Head 2 Encrypt (alls [2; 3]) u 32 [pay] [T] false false 0 Enabled).
  pose (t1 := EUse 0 10 (DApproval u) :: EReq 0 alice (Approve u) :: start).
  assert (R1 : reach t1).
  { apply (r_use _ 0 alice [10] 10 0 (Approve u)); simpl; auto; try discriminate; [|made_in; exact I|].
    - apply r_request; simpl; auto. apply start_reach.
    - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (Approve u)). }
  assert (Y : forall tr, know tr (Sig (FK 10) (Pub (DApproval u))) -> may_sign tr (own 0) Successor [own 0] [10] 1 T).
  { intros tr K; repeat split; simpl; auto; try discriminate; intros.
    - apply one_ok with 10; simpl; auto.
    - apply one_ok with 10; simpl; auto. }
  assert (R2 : reach (ESign 0 u :: t1)).
  { apply r_sign; auto; [V|]. apply Y. is_know (EUse 0 10 (DApproval u)). }
  assert (Vu : forall tr, In (EUse 0 10 (DApproval u)) tr -> In (ESign 0 u) tr -> verified tr T -> verified tr u).
  { intros; split; auto. exists (own 0). split; [simpl; auto|split; [apply Y; is_know (EUse 0 10 (DApproval u))|is_know (ESign 0 u)]]. }
  pose (t2 := EMake 0 (Some pay) y [30] :: ESign 0 u :: t1).
  assert (V2 : forall l, verified (l ++ t2) u).
  { intro l. apply Vu; [| |apply verified_T]; apply in_or_app; right; unfold t2, t1; simpl; auto 12. }
  assert (R3 : reach t2).
  { apply r_change with (l := [30]); auto; [made_in; V|apply Vu; simpl; auto; V|new_keys|].
    apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|keep|nodrop]. }
  assert (O : forall tr, In (EMake 0 (Some pay) y [30]) tr -> verified tr u -> opens tr 0 y [30]).
  { intros. apply opens_made with (g := 0) (o := Some pay); auto; [simpl; auto..|]. simpl; repeat split; left; repeat constructor. }
  assert (R4 : reach (ESeal 0 30 40 :: t2)).
  { apply r_seal with (x := y) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]]. apply O; [left; auto|exact (V2 [])]. }
  assert (R5 : reach (EReq 2 y (Open 30 40) :: ESeal 0 30 40 :: t2)) by (apply r_request; simpl; auto).
  exists (EOpen 0 2 y 30 40 :: EReq 2 y (Open 30 40) :: ESeal 0 30 40 :: t2), u, y.
  split; [|split; [apply fol_step, fol_refl|split; [discriminate|split; [exact (V2 [_; _; _])|split; [auto|split; [simpl; auto|split; [auto|split; [|simpl; auto]]]]]]]].
  - apply r_open with (l := [30]); simpl; auto; [apply O; [simpl; auto|exact (V2 [_; _])]| |is_know (ESeal 0 30 40)|never].
    exists y; split; auto. is_know (EReq 2 y (Open 30 40)).
  - split; [auto|split; [auto|split; [|split; reflexivity]]].
    eexists. exists 0. split; [|split; [exact (V2 [_; _; _])|split; [simpl; auto|simpl; repeat split; left; repeat constructor]]].
    apply (heard _ _ _ (EMake 0 (Some pay) y [30])); [right; right; right; left; reflexivity|left; reflexivity].
Qed.

(** ... nor what states are for: with all rules a Domain is disabled, enabled and used, disabled again and deleted. *)
Theorem alive_states : let S := sys None true in
  exists tr x4, reach tr /\ line tr pay x4 /\ st x1 = Disabled b1 /\ st x2 = Enabled /\ In (EOpen 0 2 x2 30 40) tr /\ st x3 = Disabled b2
  /\ In (EMake 0 (Some x3) x4 []) tr /\ st x4 = Deleted b2.
Proof.
  intro S. pose (x4 := next x3 37 10 (Deleted b2)). pose (os := life b2).
  pose (t2 := EMake 0 (Some x1) x2 [30] :: EMake 0 (Some pay) x1 [30] :: decided os).
  assert (R2 : reach t2) by apply x2_reach.
  assert (R4 : reach (EReq 2 x2 (Open 30 40) :: ESeal 0 30 40 :: t2)).
  { apply r_request; simpl; auto. apply r_seal with (x := x2) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply (opens_state None true os [_; _]) with (o := Some x1); auto using T_x2. left; auto. }
  pose (t5 := EOpen 0 2 x2 30 40 :: EReq 2 x2 (Open 30 40) :: ESeal 0 30 40 :: t2).
  assert (R5 : reach t5).
  { apply r_open with (l := [30]); simpl; auto; [|exists x2; split; auto; is_know (EReq 2 x2 (Open 30 40))|is_know (ESeal 0 30 40)|discriminate].
    apply (opens_state None true os [_; _; _; _]) with (o := Some x1); auto using T_x2. into_list. }
  assert (R6 : reach (EMake 0 (Some x2) x3 [30] :: t5)).
  { apply (next_reach None true os [_; _; _; _; _]) with (o := Some x1) (r := [30]) (a := ODisable); try (into_list; fail); auto using T_x2.
    - apply t_disable; reflexivity.
    - new_keys. }
  exists (EMake 0 (Some x3) x4 [] :: EMake 0 (Some x2) x3 [30] :: t5), x4.
  split; [|split; [|repeat split; simpl; auto 12]].
  - apply (next_reach None true os [_; _; _; _; _; _]) with (o := Some x2) (r := [30]) (a := ODelete b2); try (into_list; fail); auto using T_x3.
    + apply t_delete with (b' := b2); reflexivity.
    + new_keys.
  - apply (line_step _ _ 0 x3 _ []); [into_list|]. apply (line_step _ _ 0 x2 _ [30]); [into_list|].
    apply (line_step _ _ 0 x1 _ [30]); [into_list|]. apply (line_step _ _ 0 pay _ [30]); [into_list|constructor].
Qed.

(** What no rule of an HSM's alone can keep (the page says so): with all rules, who shows one the row from before the disabling has it
    opened there. That is for servers' memories and T7. *)
Theorem old_row_opens : let S := sys None true in
  exists t2 t1, let e := EMake 0 (Some pay) x1 [30] in reach (t2 ++ e :: t1) /\ st x1 = Disabled b1 /\ In (EOpen 0 3 pay 30 40) t2 /\ honest 3 = false
  /\ know (t2 ++ e :: t1) (Key (FK 40)).
Proof.
  intro S. pose (t1 := EMake 0 (Some pay) x1 [30] :: decided [b1]). assert (R1 : reach t1) by (apply x1_reach; [into_list|new_keys]).
  assert (R2 : reach (ESeal 0 30 40 :: t1)).
  { apply r_seal with (x := pay) (l := []); auto; [|right; eexists; split; [reflexivity|simpl; auto]].
    apply (opens_state None true [b1] [_]) with (o := None); auto using T_pay. right; apply decided_start; into_list. }
  exists [EOpen 0 3 pay 30 40; ESeal 0 30 40], (decided [b1]). intro e. split; [|repeat split; simpl; auto; is_know (EOpen 0 3 pay 30 40)].
  apply r_open with (l := [30]); simpl; auto; [|exists pay; split; auto; apply k_sig; [apply k_ck; auto|constructor]|is_know (ESeal 0 30 40)|discriminate].
  apply (opens_state None true [b1] [_; _]) with (o := None); auto using T_pay. right; right; apply decided_start; into_list.
Qed.
