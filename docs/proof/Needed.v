(** Every rule that a theorem leans on is needed: without it there is a history
    that ends badly. One small system serves for all; the rule that is left out is [X]. *)
From KMS Require Import Protocol Safety Removal Descent.

(** HSM 0 is genuine and genesis's, 1 is the adversary's. People: 0 (an operator) and 2 (a client)
    are honest, 1 and 3 are not. Key 10 is 0's approval key, 20 an adversary's. *)
Definition label_of (n : nat) : label :=
  match n with
  | 10 => LO 0 | 30 => LM 2 | 40 => LD [30] | 41 => LD [36] | 11 | 31 | 32 | 33 | 34 => LK | 35 | 36 => LM 2 | _ => LNone
  end.
Definition sys (X : option rule) (M : bool) : system := {|
  On r := match X with Some x => negb (rule_beq r x) | None => true end && (M || negb (rule_beq r Moves));
  genuine h := h =? 0;
  honest c := (c =? 0) || (c =? 2);
  G := [0];
  lab := label_of;
  clean _ := true |}.

(** The founding Trust F is bad (HSM 1 is in it, its operator is corrupt), its successor T is good. *)
Definition F := Link Branch [0; 1] [20] 1 Genesis.
Definition T := Link Successor [0] [10] 1 F.
Definition alice := Head 1 Operator [0] Genesis 11 [] [] false false 0.        (* 0's operator Domain *)
Definition pay := Head 2 Encrypt [2; 3] T 31 [] [] false false 0.              (* a Domain under T, key 30 *)
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
Ltac nodrop := let A := fresh in let B := fresh in intros _ _ [(? & A & B)|[(? & A & B)|B]]; elim B; simpl in *; intuition.

Section Start.
Context (X : option rule) (M : bool).
#[local] Instance s : system := sys X M.

Lemma comp_toks h hs k : In h hs -> comp (Tok h k) (toks hs k).
Proof. induction hs; simpl; [tauto|]. intros [->|H]; [apply comp_l; constructor|apply comp_r; auto]. Qed.

Lemma opens_made tr g o x l h : In (EMake g o x l) tr -> verified tr (under x) -> In g (hsms (under x)) -> In h (hsms (under x)) ->
  length (moves x) = length (hist x) /\ mono (purp x) (moves x) (under x) -> opens tr h x l.
Proof.
  intros E V Hg Hh Q. exists (toks (hsms (under x)) (jwe x)), (jwe x), (aad_of x). split; [|split; [|split]]; auto using comp_toks.
  exists g; split; [apply (k_said _ _ _ E); simpl; auto|auto].
Qed.

Lemma heard tr e m : In e tr -> In m (said e) -> know tr m.
Proof. intros; eapply k_said; eauto. Qed.
Lemma own tr n : label_of n = LNone -> know tr (Key (FK n)).
Proof. intro; apply k_fk; auto. Qed.

(** One approval is enough for a quorum of one. *)
Lemma one_ok tr o ops d : In o ops -> know tr (Sig (FK o) (Pub d)) -> approvals tr ops 1 d.
Proof.
  intros I K. exists [o]. split; [constructor; [simpl; tauto|constructor]|]. split; [intros ? [<-|[]]; auto|]. split; [auto|intros ? [<-|[]]; auto].
Qed.
Lemma none_ok tr ops d : approvals tr ops 0 d.
Proof. exists []. split; [constructor|]. split; [intros ? []|]. split; [auto|intros ? []]. Qed.
Lemma bad_approval tr d : know tr (Sig (FK 20) (Pub d)).
Proof. apply k_sig; [apply own; auto|constructor]. Qed.

Lemma may_F tr : may_sign tr 0 Branch [0; 1] [20] 1 Genesis.
Proof. repeat split; simpl; auto; try discriminate; intros; [apply one_ok with 20; simpl; auto using bad_approval|apply none_ok]. Qed.
Lemma verified_F tr : In (ESign 0 F) tr -> verified tr F.
Proof. intro H; split; [exact I|]. exists 0; split; [apply may_F|]. eapply heard; eauto; simpl; auto. Qed.
Lemma may_T tr : In (EUse 0 10 (DApproval T)) tr -> may_sign tr 0 Successor [0] [10] 1 F.
Proof.
  intro H; repeat split; simpl; auto; try discriminate; intros.
  - apply one_ok with 10; simpl; auto. eapply heard; eauto; simpl; auto.
  - apply one_ok with 20; simpl; auto using bad_approval.
Qed.
Lemma verified_T tr : In (ESign 0 F) tr -> In (EUse 0 10 (DApproval T)) tr -> In (ESign 0 T) tr -> verified tr T.
Proof. intros; split; [apply verified_F; auto|]. exists 0; split; [apply may_T; auto|]. eapply heard; eauto; simpl; auto. Qed.


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
  apply r_create; auto; [apply verified_T; simpl; auto 10|simpl; auto|discriminate|new_keys|new_master].
Qed.
End Start.

Ltac made_in := eapply opens_made; [simpl; eauto 12|auto|simpl; auto|simpl; auto|simpl; repeat split; left; repeat constructor].
Ltac is_know e := apply (heard _ _ _ e); simpl; auto 12.
Ltac V := apply verified_F + apply verified_T; simpl; auto 12.

(** Without the genesis signer (T4) an HSM and an operator of the adversary's enter alone: nobody did anything. *)
Theorem need_genesis_signer : forall M, let S := sys (Some GenesisSigner) M in
  exists t, verified [] t /\ t <> Genesis /\ forallb genuine (hsms t) = false.
Proof.
  intros M S. exists (Link Branch [1] [20] 1 Genesis). split; [|split; [discriminate|auto]].
  split; [exact I|]. exists 1. split; [|apply k_sig; [apply k_sk; auto|constructor]].
  repeat split; simpl; auto; try discriminate; intros; [apply one_ok with 20; simpl; auto using bad_approval|apply none_ok].
Qed.

(** Without the own quorum (T3) honest operators stand in a Trust with an HSM that they never saw. *)
Theorem need_own_quorum : forall M, let S := sys (Some OwnQuorum) M in
  exists tr t, reach tr /\ verified tr t /\ fewer t = true /\ good t = false.
Proof.
  intros M S. pose (t := Link Branch [0; 1] [10] 1 Genesis).
  assert (Y : forall tr, may_sign tr 0 Branch [0; 1] [10] 1 Genesis)
    by (intro; repeat split; simpl; auto; try discriminate; intros; apply none_ok).
  exists [ESign 0 t], t. split; [apply r_sign; auto using r_nil; exact I|]. split; [|auto].
  split; [exact I|]. exists 0; split; auto. is_know (ESign 0 t).
Qed.

(** What the adversary's HSM 1 reads in a revision under a Trust that names it. *)
Lemma leak X M tr x l n : In (EMake 0 (Some x) n l) tr -> hsms (S := sys X M) (under n) = [0; 1] ->
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
  intros M S. pose (u := Link Successor [0; 1] [20] 1 T). pose (y := Head 2 Encrypt [2; 3] u 50 [pay] [T] false false 0).
  assert (Y : forall tr, may_sign tr 0 Successor [0; 1] [20] 1 T).
  { intro; repeat split; simpl; auto; try discriminate; intros. apply one_ok with 20; simpl; auto using bad_approval. }
  assert (R : reach (ESign 0 u :: start)) by (apply r_sign; try apply start_reach; auto; V).
  assert (Vu : forall tr, In (ESign 0 u) tr -> verified tr T -> verified tr u).
  { intros; split; auto. exists 0; split; auto. is_know (ESign 0 u). }
  exists (EMake 0 (Some pay) y [51; 30] :: ESign 0 u :: start), u.
  split; [|split; [auto|split; [apply fol_step, fol_refl|split; [apply Vu; simpl; auto; V|split; [auto|split; [auto|]]]]]].
  - apply r_change with (l := [30]); auto; [made_in; V|apply Vu; simpl; auto; V|simpl; auto|new_keys|].
    apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|add 51|never].
  - leaks.
Qed.

(** Without direction (D5) a Domain goes back to the bad Trust from before. *)
Theorem need_forward : forall M, let S := sys (Some Forward) M in
  exists tr, reach tr /\ good (under pay) = true /\ lab 30 = LM 2 /\ know tr (Key (FK 30)).
Proof.
  intros M S. pose (y := Head 2 Encrypt [2; 3] F 50 [pay] [T] false false 0).
  exists (EMake 0 (Some pay) y [51; 30] :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [30]); try apply start_reach; auto; [made_in; V|V|simpl; auto|new_keys|].
  apply c_move; auto; [discriminate|discriminate|add 51|never].
Qed.

(** Without the controller's order (D5) anybody pulls an operator's key to an HSM of his own. *)
Theorem need_controller_moves : forall M, let S := sys (Some ControllerMoves) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intros M S. pose (y := Head 1 Operator [0] F 50 [alice] [Genesis] false false 0).
  exists (EMake 0 (Some alice) y [10] :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [10]); try apply start_reach; auto; [made_in; exact I|V|simpl; auto|new_keys|].
  apply c_move; auto; [intros _; right; auto|discriminate|keep].
Qed.

(** Without naming the revision (D3) an order to move one revision moves another, out of genesis. *)
Theorem need_names_revision : forall M, let S := sys (Some NamesRevision) M in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intros M S. pose (y := Head 1 Operator [0] F 50 [alice] [Genesis] false false 0). pose (z := Head 1 Operator [0] F 60 [] [] false false 0).
  exists (EMake 0 (Some alice) y [10] :: EReq 0 z (MoveTo F) :: start). split; [|repeat split; auto; leaks].
  apply r_change with (l := [10]); auto; [|made_in; exact I|V|simpl; auto|new_keys|].
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
  intros M S. pose (y := Head 1 Operator [1] Genesis 32 [alice] [Genesis] false false 0).
  assert (R : reach (EMake 0 (Some alice) y [10] :: EReq 0 alice (SetCtl [1]) :: start)).
  { apply r_change with (l := [10]); auto; [|made_in; exact I|exact I|simpl; auto|new_keys|].
    - apply r_request; simpl; auto; apply start_reach.
    - apply c_controllers with (c := 0); [repeat split|auto|simpl; auto| |keep|operators|never].
      exists alice; split; auto. is_know (EReq 0 alice (SetCtl [1])). }
  exists (EUse 0 10 (DApproval F) :: EMake 0 (Some alice) y [10] :: EReq 0 alice (SetCtl [1]) :: start).
  split; [|split; [auto|split; [is_know (EUse 0 10 (DApproval F))|]]].
  - apply (r_use _ 0 y [10] 10 1 (Approve F)); simpl; auto; try discriminate; [made_in; exact I|].
    intros _; split; auto. exists y; split; auto. apply k_sig; [apply k_ck; auto|constructor].
  - intros c x E; simpl in E. intuition discriminate.
Qed.

(** Without the signer's place (D2) the adversary's HSM writes a Domain under a good Trust. *)
Theorem need_signer_in_trust : forall M, let S := sys (Some SignerInTrust) M in
  exists tr x, reach tr /\ good (under x) = true /\ opens tr 0 x [20] /\ forall h o l, ~ In (EMake h o x l) tr.
Proof.
  intros M S. pose (x := Head 2 Encrypt [3] T 60 [] [] false false 0). exists start, x.
  split; [apply start_reach|]. split; [auto|]. split.
  - exists (Tok 0 21), 21, (aad_of x). split; [|split; [simpl; auto|split; [constructor|auto]]].
    exists 1. split; [|split; [V|split; [discriminate|simpl; auto]]].
    apply k_sig; [apply k_sk; auto|]. apply k_pair; [constructor|]. apply k_pair; [apply k_tok, own; auto|].
    apply k_ring; [apply own; auto|]. intros n [<-|[]]; apply own; auto.
  - intros h o l E; simpl in E; intuition discriminate.
Qed.

(** Without the aad (D2) the adversary's HSM puts a good Domain's wrapped keys into a Domain of its own. *)
Theorem need_aad : forall M, let S := sys (Some AadTrust) M in
  exists tr, reach tr /\ good (under pay) = true /\ lab 30 = LM 2 /\ know tr (Key (FK 30)).
Proof.
  intros M S. pose (x := Head 2 Encrypt [3] F 60 [] [] false false 0). pose (y := Head 2 Encrypt [3] F 50 [x] [F] false false 0).
  exists (EMake 0 (Some x) y [51; 30] :: start). split; [|repeat split; auto; leaks].
  assert (K : know start (Sig (SK 0) (body pay (toks [0] 31) 31 (aad_of pay) [30]))) by (is_know (EMake 0 None pay [30])).
  apply r_change with (l := [30]); try apply start_reach; auto; [|V|simpl; auto|new_keys|apply c_rotate; [repeat split|auto|discriminate|new_master]].
  exists (toks [0] 31), 31, (aad_of pay). split; [|split; [simpl; auto|split; [apply comp_toks; simpl; auto|discriminate]]].
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
  intros M S. pose (y := Head 2 Encrypt [2] T 32 [pay] [T] false false 0). pose (t1 := EReq 2 pay (SetCtl [2]) :: start).
  exists [EOpen 0 3 pay 30 40; ESeal 0 30 40], t1, y. intros e s.
  assert (R1 : reach (e :: t1)).
  { apply r_change with (l := [30]); auto; [|made_in; V|V|simpl; auto|new_keys|].
    - apply r_request; simpl; auto. apply start_reach.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |keep|discriminate|never].
      exists pay; split; auto. is_know (EReq 2 pay (SetCtl [2])). }
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
  intros M S. pose (y := Head 2 Encrypt [2; 3] T 32 [pay] [T] true false 7). pose (t1 := ready (OSet [2; 3] true false)).
  exists [EOpen 0 3 pay 30 40; ESeal 0 30 40], t1, y. intro e.
  assert (R1 : reach (e :: t1)).
  { apply r_change with (l := [30]); auto; [apply ready_reach|made_in; V|V|simpl; auto|new_keys|].
    apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; simpl; auto|simpl; intros; lia|auto|keep| |discriminate|samereaders].
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
  intros M S. pose (x := Head 2 Encrypt [2] T 33 [] [] false true 0). pose (y := Head 2 Encrypt [2; 3] T 34 [x] [T] false true 0).
  pose (t1 := EReq 2 x (SetCtl [2; 3]) :: EMake 0 None x [35] :: start).
  assert (R1 : reach t1).
  { apply r_request; simpl; auto. apply r_create; auto; [apply start_reach|V|simpl; auto|discriminate|new_keys|new_master]. }
  exists (EMake 0 (Some x) y [35] :: t1), x, y, [35].
  split; [|split; [auto|split; [auto|split; [left; auto|split; [simpl; lia|split; [simpl; auto|]]]]]].
  - apply r_change with (l := [35]); auto; [|V|simpl; auto|new_keys|].
    + apply opens_made with (g := 0) (o := None); [right; left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
    + apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |keep| |never].
      * exists x; split; auto. is_know (EReq 2 x (SetCtl [2; 3])).
      * intros _ _ (c & A & B); simpl in *; tauto.
  - intros h o w E; unfold t1 in E; simpl in E; intuition discriminate.
Qed.

(** Without O4 a controller of such a Domain opens alone. *)
Theorem need_open_order : forall M, let S := sys (Some OpenOrder) M in
  exists tr x, reach tr /\ good (under x) = true /\ quo x = true /\ In (EMake 0 None x [35]) tr /\ In (EOpen 0 3 x 35 42) tr
  /\ (forall h o w, ~ In (EUse h o (DOrder w)) tr).
Proof.
  intros M S. pose (x := Head 2 Encrypt [3] T 33 [] [] true false 0).
  assert (R1 : reach (EMake 0 None x [35] :: start)).
  { apply r_create; auto; [apply start_reach|V|simpl; auto|discriminate|new_keys|new_master]. }
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
  intros M S. pose (x := Head 3 Encrypt [2] F 51 [] [] false false 0). pose (y := Head 3 Encrypt [2] T 32 [x] [F] false false 0).
  assert (R1 : reach (EMake 0 None x [22] :: start)).
  { apply r_create; auto; [apply start_reach|V|simpl; auto|discriminate|new_keys|new_master]. }
  exists (EMake 0 (Some x) y [22] :: EMake 0 None x [22] :: start), x, y.
  split; [|split; [simpl; auto|split; [auto|split; [left; exists 1; simpl; intuition discriminate|apply own; auto]]]].
  apply r_change with (l := [22]); auto; [|V|simpl; auto|new_keys|].
  - eapply opens_made; [left; reflexivity|V|simpl; auto|simpl; auto|simpl; auto].
  - apply c_move; auto; [intros _; left; apply fol_step, fol_refl|discriminate|keep|discriminate].
Qed.

(** Without O1's "once" an order admits again who was removed after it, on the same line. *)
Theorem need_once : forall M, let S := sys (Some Once) M in
  exists tr x y l, reach tr /\ line tr pay x /\ In (EMake 0 (Some x) y l) tr /\ good (under x) = true
  /\ ~ In 3 (ctl x) /\ In 3 (ctl y) /\ last x = 7 /\ last y = 7 /\ (forall c, ~ In (EReq c x (SetCtl (ctl y))) tr).
Proof.
  intros M S. pose (a := OSet [2; 3] false false). pose (x1 := Head 2 Encrypt [2; 3] T 32 [pay] [T] false false 7).
  pose (x2 := Head 2 Encrypt [2] T 33 [x1; pay] [T; T] false false 7).
  pose (x3 := Head 2 Encrypt [2; 3] T 34 [x2; x1; pay] [T; T; T] false false 7).
  pose (t1 := EReq 2 x1 (SetCtl [2]) :: EMake 0 (Some pay) x1 [30] :: ready a).
  pose (t2 := EMake 0 (Some x1) x2 [35; 30] :: t1).
  assert (R1 : reach t1).
  { apply r_request; simpl; auto. apply r_change with (l := [30]); auto; [apply ready_reach|made_in; V|V|simpl; auto|new_keys|].
    apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; simpl; auto|simpl; intros; lia|auto|keep|..].
    - intros _ (c & A & B); tauto.
    - intros _ H; elim H; auto.
    - samereaders. }
  assert (V2 : forall l, verified (l ++ t1) T) by (intro l; apply verified_T; apply in_or_app; right; unfold t1, ready; simpl; auto 20).
  assert (R2 : reach t2).
  { apply r_change with (l := [30]); auto; [|exact (V2 [])|simpl; auto|new_keys|].
    - apply opens_made with (g := 0) (o := Some pay); [right; left; reflexivity|exact (V2 [])|simpl; auto|simpl; auto|].
      simpl; repeat split; left; repeat constructor.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |add 35|never|never].
      exists x1; split; auto. is_know (EReq 2 x1 (SetCtl [2])). }
  exists (EMake 0 (Some x2) x3 [36; 35; 30] :: t2), x2, x3, [36; 35; 30].
  split; [|split; [|split; [left; auto|split; [auto|split; [simpl; lia|split; [simpl; auto|split; [reflexivity|split; [reflexivity|]]]]]]]].
  - apply r_change with (l := [35; 30]); auto; [|exact (V2 [_])|simpl; auto|new_keys|].
    + apply opens_made with (g := 0) (o := Some x1); [left; reflexivity|exact (V2 [_])|simpl; auto|simpl; auto|].
      simpl; repeat split; left; repeat constructor.
    + apply c_order with (w := 7); [auto|discriminate|apply ready_ordered; unfold t2, t1, ready; simpl; auto 20|discriminate|auto|add 36|never|never|never].
  - apply (line_step _ _ 0 x1 _ [35; 30]); [simpl; auto|]. apply (line_step _ _ 0 pay _ [30]); [simpl; auto|constructor].
  - intros c E; unfold t2, t1, ready in E; simpl in E; intuition discriminate.
Qed.

(** ** The page's rule of descent (T7) before it had [moves].
    Every other rule of the page is followed ([sys None false]).  2 saw revision [y], which took 3's rights away.
    HSM 1, which the Trust before dropped, writes revision 3 under that Trust with y in its history; an
    honest HSM moves it forward; the client accepts what came of it, seals, and 3 reads. *)
Definition y2 := Head 2 Encrypt [2] T 32 [pay] [T] false false 0.                      (* revision 2: 3 is removed, new key 35 *)
Definition forged := Head 2 Encrypt [3] F 60 [y2; pay] [F; F] false false 0.           (* revision 3, by HSM 1 under F *)
Definition moved := Head 2 Encrypt [3] T 33 [forged; y2; pay] [F; F; F] false false 0. (* revision 4, by HSM 0 under T, new key 36 *)

Theorem page_descent_fails : let S := sys None false in
  exists tr, reach tr /\ good (under y2) = true /\ In (EMake 0 (Some pay) y2 [35; 30]) tr /\ ctl y2 = [2] /\ honest 2 = true
  /\ accepts tr y2 moved /\ ~ line tr y2 moved /\ ctl moved = [3] /\ honest 3 = false
  /\ In (ESeal 0 36 41) tr /\ know tr (Key (FK 41)).
Proof.
  intro S.
  pose (t1 := EMake 0 (Some pay) y2 [35; 30] :: EReq 2 pay (SetCtl [2]) :: start).
  assert (R1 : reach t1).
  { apply r_change with (l := [30]); auto; [|made_in; V|V|simpl; auto|new_keys|].
    - apply r_request; simpl; auto. apply start_reach.
    - apply c_controllers with (c := 2); [repeat split|discriminate|simpl; auto| |add 35|never|never].
      exists pay; split; auto. is_know (EReq 2 pay (SetCtl [2])). }
  pose (t2 := EMake 0 (Some forged) moved [36; 20] :: t1).
  assert (R2 : reach t2).
  { apply r_change with (l := [20]); auto; [|V|simpl; auto|new_keys|].
    - exists (Tok 0 21), 21, (aad_of forged). split; [|split; [simpl; auto|split; [constructor|auto]]].
      exists 1. split; [|split; [V|split; [simpl; auto|discriminate]]].
      apply k_sig; [apply k_sk; auto|]. apply k_pair; [constructor|]. apply k_pair; [apply k_tok, own; auto|].
      apply k_ring; [apply own; auto|]. intros n [<-|[]]; apply own; auto.
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
  intros M S. pose (x := Head 1 Operator [0] F 60 [alice] [Genesis] false false 0). exists x.
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
  intros M S. pose (u := Link Successor [0; 1] [10] 1 T).
  pose (t1 := EUse 0 10 (DApproval u) :: EReq 0 alice (Approve u) :: start).
  assert (R : reach t1).
  { apply (r_use _ 0 alice [10] 10 0 (Approve u)); simpl; auto; try discriminate; [|made_in; exact I|].
    - apply r_request; auto; [apply start_reach|discriminate].
    - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (Approve u)). }
  assert (A : approvals (ESign 0 u :: t1) [10] 1 (DApproval u)).
  { apply one_ok with 10; simpl; auto. is_know (EUse 0 10 (DApproval u)). }
  assert (Y : forall tr, know tr (Sig (FK 10) (Pub (DApproval u))) -> may_sign tr 0 Successor [0; 1] [10] 1 T).
  { intros; repeat split; simpl; auto; try discriminate; intros; apply one_ok with 10; simpl; auto. }
  exists (ESign 0 u :: t1), u. split; [|split; [auto|split; [apply fol_step, fol_refl|split; [|auto]]]].
  - apply r_sign; auto; [V|]. apply Y. is_know (EUse 0 10 (DApproval u)).
  - split; [V|]. exists 0. split; [apply Y; is_know (EUse 0 10 (DApproval u))|is_know (ESign 0 u)].
Qed.

(** So is that every HSM of genesis is genuine, for ever: one that is stolen when it was dropped long ago opens
    the founding operators' keys in their rows under genesis. *)
Theorem need_genesis_genuine : let S := {| On _ := true; genuine h := h =? 0; honest c := c =? 0; G := [0; 1]; lab := label_of; clean _ := true |} in
  exists tr, reach tr /\ hon 10 = true /\ know tr (Key (FK 10)).
Proof.
  intro S. exists [EMake 0 None alice [10]]. split; [|split; [auto|]].
  - apply r_create; simpl; auto using r_nil; [new_keys|new_master].
  - assert (K : know [EMake 0 None alice [10]] (Sig (SK 0) (body alice (toks [0; 1] 11) 11 (aad_of alice) [10]))).
    { apply (k_said _ (EMake 0 None alice [10])); simpl; auto. }
    assert (D : know [EMake 0 None alice [10]] (Key (DK 1))) by (apply k_dk; auto).
    apply k_read, k_snd in K. refine (k_unring _ _ _ _ _ (k_snd _ _ _ K) _ (or_introl eq_refl)).
    exact (k_untok _ 1 _ (k_fst _ _ _ (k_snd _ _ _ (k_fst _ _ _ K))) D).
Qed.

(** What the theorems assume can be, ... *)
Lemma some_world : forall M, world (S := sys None M).
Proof.
  constructor; [intros h [<-|[]]; auto|auto|]. intros r H. simpl in H. repeat (destruct H as [<-|H]; [simpl; destruct M; auto|]). destruct H.
Qed.

(** ... and does not forbid what the protocol is for: with all rules, a good Trust gets a good successor,
    a Domain moves there, and what is sealed is opened for its client. *)
Theorem alive : let S := sys None true in
  exists tr u y, reach tr /\ follows T u /\ u <> T /\ verified tr u /\ good u = true
  /\ In (EMake 0 (Some pay) y [30]) tr /\ under y = u /\ accepts tr pay y /\ In (EOpen 0 2 y 30 40) tr.
Proof.
  intro S. pose (u := Link Successor [0] [10] 1 T). pose (y := Head 2 Encrypt [2; 3] u 32 [pay] [T] false false 0).
  pose (t1 := EUse 0 10 (DApproval u) :: EReq 0 alice (Approve u) :: start).
  assert (R1 : reach t1).
  { apply (r_use _ 0 alice [10] 10 0 (Approve u)); simpl; auto; try discriminate; [|made_in; exact I|].
    - apply r_request; simpl; auto. apply start_reach.
    - intros _; split; auto. exists alice; split; auto. is_know (EReq 0 alice (Approve u)). }
  assert (Y : forall tr, know tr (Sig (FK 10) (Pub (DApproval u))) -> may_sign tr 0 Successor [0] [10] 1 T).
  { intros tr K; repeat split; simpl; auto; try discriminate; intros.
    - apply one_ok with 10; simpl; auto.
    - apply one_ok with 10; simpl; auto. }
  assert (R2 : reach (ESign 0 u :: t1)).
  { apply r_sign; auto; [V|]. apply Y. is_know (EUse 0 10 (DApproval u)). }
  assert (Vu : forall tr, In (EUse 0 10 (DApproval u)) tr -> In (ESign 0 u) tr -> verified tr T -> verified tr u).
  { intros; split; auto. exists 0. split; [apply Y; is_know (EUse 0 10 (DApproval u))|is_know (ESign 0 u)]. }
  pose (t2 := EMake 0 (Some pay) y [30] :: ESign 0 u :: t1).
  assert (V2 : forall l, verified (l ++ t2) u).
  { intro l. apply Vu; [| |apply verified_T]; apply in_or_app; right; unfold t2, t1; simpl; auto 12. }
  assert (R3 : reach t2).
  { apply r_change with (l := [30]); auto; [made_in; V|apply Vu; simpl; auto; V|simpl; auto|new_keys|].
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
