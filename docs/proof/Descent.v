(** * 6. Descent (T7): whoever saw a revision accepts only what was made from it, step by step.
    By the page before it had [moves] this was false (Needed.v, [page_descent_fails]): history proves that a revision
    is listed, not under which Trusts the revisions after it stood, and a dropped HSM's forgery, moved
    forward by an honest HSM, passes.  It is true with the member [moves]: the Trust at each earlier
    place, which D2 checks for direction and T7 compares at the place of what was seen. *)
From KMS Require Import Protocol Safety Removal.

Section Descent.
Context {S : system} {W : world}.


(** x stands at place [num x]; what x says of the place of s. *)
Definition at_place {A} (l : list A) (s : head) (a : A) := nth_error (rev l) (length (hist s)) = Some a.

(** T7: what whoever saw s accepts for it.  Before, the Trust was the other's or reached from it; with
    [moves] the place decides, and the Trust's clause follows from D2. *)
Definition accepts tr s x : Prop :=
  id x = id s /\ purp x = purp s /\ (exists m, valid tr x (Pair (Pub (DHead x)) m)) /\ at_place (hist x) s s
  /\ if On Moves then at_place (moves x) s (under s) else onward (purp s) (under s) (under x).

(** x was made by honest HSMs, step by step, from s. *)
Inductive line (tr : trace) (s : head) : head -> Prop :=
| line_here : line tr s s
| line_step h x y l : In (EMake h (Some x) y l) tr -> line tr s x -> line tr s y.

Lemma at_cons {A} (b : A) l s a : at_place (b :: l) s a ->
  (length l = length (hist s) /\ b = a) \/ (length (hist s) < length l /\ at_place l s a).
Proof.
  unfold at_place; simpl; intro H. destruct (lt_dec (length (hist s)) (length l)) as [L|L].
  - right; split; auto. rewrite nth_error_app1 in H; auto. rewrite rev_length; auto.
  - left. rewrite nth_error_app2 in H by (rewrite rev_length; lia). rewrite rev_length in H.
    destruct (length (hist s) - length l) eqn:E; simpl in H; [|destruct n; discriminate].
    injection H as ->. split; auto; lia.
Qed.

Lemma follows_trans t u v : follows t u -> follows u v -> follows t v.
Proof. intros A B; induction B; auto. constructor; auto. Qed.
Lemma mono_in p ts t u : mono p ts t -> In u ts -> u <> Genesis -> follows u t.
Proof.
  revert t; induction ts as [|a ts IH]; simpl; [tauto|]. intros t [F M] [->|H] N.
  - destruct F as [F|[_ F]]; auto; congruence.
  - specialize (IH _ M H N). destruct F as [F|[_ ->]]; [eapply follows_trans; eauto|].
    inversion IH; subst; congruence.
Qed.

(** What a made revision was made from, and that it was valid then. *)
Lemma made_from tr h o y l : reach tr -> In (EMake h o y l) tr ->
  (o = None /\ hist y = [] /\ moves y = []) \/
  exists x m tr0, o = Some x /\ hist y = x :: hist x /\ moves y = under x :: moves x /\ (purp y = purp x /\ onward (purp x) (under x) (under y))
    /\ (forall e, In e tr0 -> In e tr) /\ reach tr0 /\ valid tr0 x (Pair (Pub (DHead x)) m).
Proof.
  induction 1; simpl; intro E; try tauto; destruct E as [E|E]; try discriminate.
  all: try (destruct (IHreach E) as [?|(x1 & m1 & t1 & ? & ? & ? & [? ?] & Q & ? & ?)]; [auto|right; exists x1, m1, t1; repeat split; auto]).
  - injection E as <- <- <- <-; auto.
  - injection E as <- <- <- <-. right. the_opening Ho. the_change C. destruct Ho as (tk & k & a & V & _). exists x, (Pair tk (Ring k a l0)), tr; repeat split; auto.
    destruct C as [? (Eu & _)|? ? (Eu & _)|? ? (Eu & _)|? ? Eu|? _ _ _ Fw|? ? ? Eu]; try exact (Fw on_forward); rewrite Eu; left; constructor.
Qed.

Lemma descent_made n : forall tr s x m, On Moves = true -> length (hist x) = n -> reach tr -> sound (under s) = true ->
  valid tr x (Pair (Pub (DHead x)) m) -> at_place (hist x) s s -> at_place (moves x) s (under s) -> line tr s x.
Proof.
  induction n as [n IH] using lt_wf_ind; intros tr s x m O En R Gs (sg & K & V & Hs & Mo) P M.
  specialize (Hs on_signer). destruct (Mo O) as [_ Mn].
  assert (N : under s <> Genesis) by (intro E; rewrite E in Gs; apply sound_good in Gs; destruct Gs as [Gs _]; apply good_fewer in Gs; discriminate).
  assert (F : follows (under s) (under x)).
  { apply (mono_in _ _ _ _ Mn); auto. apply nth_error_In in M. apply in_rev; auto. }
  assert (Gx : sound (under x) = true) by (eapply chain_safe; eauto using follows_below).
  destruct (authentic _ _ _ _ R (sound_safe _ Gx) Hs K) as (_ & o & l & E).
  destruct (made_from _ _ _ _ _ R E) as [(_ & Eh & _)|(y & m' & tr0 & -> & Eh & Em & Ei & I0 & R0 & Vy)].
  { unfold at_place in P; rewrite Eh in P; simpl in P; destruct (length (hist s)); discriminate. }
  rewrite Eh in P. rewrite Em in M. eapply line_step; eauto.
  destruct Vy as (sg' & K' & V' & Hs' & Mo'). destruct (Mo' O) as [Lm _].
  destruct (at_cons _ _ _ _ P) as [[_ ->]|[Lt P']]; [constructor|].
  destruct (at_cons _ _ _ _ M) as [[Q _]|[_ M']]; [lia|].
  assert (L0 : line tr0 s y).
  { eapply (IH (length (hist y))); eauto; [rewrite <- En, Eh; simpl; lia|]. exists sg'; eauto. }
  clear -L0 I0. induction L0; [constructor|]. eapply line_step; eauto.
Qed.

Theorem descent tr s x : On Moves = true -> reach tr -> sound (under s) = true -> accepts tr s x -> line tr s x.
Proof. intros O R Gs (_ & _ & (m & V) & P & M). rewrite O in M. eapply descent_made; eauto. Qed.

(** What follows for who saw s: the newest Trust is good, each step of the line was a change that the rules
    allow, so who is a controller now and was not then was admitted on the way; the numbers of orders only rise. *)
Lemma step_change tr h x y l : reach tr -> In (EMake h (Some x) y l) tr -> exists tr0 lx, reach tr0 /\ (forall e, In e tr0 -> In e tr)
  /\ opens tr0 h x lx /\ change tr0 x lx y l.
Proof.
  induction 1; simpl; intro E; try tauto; destruct E as [E|E]; try discriminate.
  all: try (destruct (IHreach E) as (t & lx & ? & ? & ? & ?); exists t, lx; repeat split; auto; fail).
  injection E as <- <- <- <-. exists tr, l0; repeat split; auto.
Qed.

(** How z gives a right r that x did not: a claim, the word of a controller that may, for exactly x, or an order. *)
Definition given_by tr0 x z r : Prop :=
  (may x = [] /\ exists c, may z = all c)
  \/ (exists c, gives c x r /\ asked tr0 c x (SetCtl (may z)))
  \/ exists w, ordered tr0 x (OSet (may z) (quo z) (rdr z)) w.

Theorem line_given tr s x c r : reach tr -> line tr s x -> In (c, r) (may x) -> ~ In (c, r) (may s) ->
  exists h y z l tr0, In (EMake h (Some y) z l) tr /\ line tr s y /\ ~ In (c, r) (may y) /\ In (c, r) (may z) /\ reach tr0 /\ incl tr0 tr
  /\ given_by tr0 y z r.
Proof.
  intros R L. induction L as [|h x y l E L IH]; intros Hc Hn; [tauto|].
  assert (D : {In (c, r) (may x)} + {~ In (c, r) (may x)}) by (apply in_dec; decide equality; [decide equality|apply Nat.eq_dec]).
  destruct D as [Hx|Hx]; [destruct (IH Hx Hn) as (h' & y' & z & l' & t0 & ?); exists h', y', z, l', t0; auto|].
  destruct (step_change _ _ _ _ _ R E) as (tr0 & lx & R0 & I0 & _ & Ch). exists h, x, y, l, tr0. do 6 (split; auto). unfold given_by.
  destruct Ch as [m _ Ec|c' m _ E0 Ec|c' l' _ _ Hc' A _ _ _ Sh Ow|w l' _ _ A _ _ _ _ _ _|l' Ec|w a l' _ Ec]; try (rewrite Ec in Hc; tauto); eauto.
  right; left. exists c'; split; auto. eapply may_give; eauto.
Qed.

Theorem line_admitted tr s x c : reach tr -> line tr s x -> In c (ctl x) -> ~ In c (ctl s) ->
  exists h y z l tr0, In (EMake h (Some y) z l) tr /\ line tr s y /\ ~ In c (ctl y) /\ In c (ctl z) /\ reach tr0 /\ (forall e, In e tr0 -> In e tr)
  /\ ((ctl y = [] /\ ctl z = [c])                                                   (* a claim *)
      \/ (exists c', gives c' y Dec /\ asked tr0 c' y (SetCtl (may z)))              (* a controller of y *)
      \/ exists w, ordered tr0 y (OSet (may z) (quo z) (rdr z)) w).                  (* an order *)
Proof.
  rewrite !in_ctl. intros R L Hx Hs. destruct (line_given _ _ _ _ _ R L Hx Hs) as (h & y & z & l & t & E & Ly & Hy & Hz & R0 & I0 & G).
  exists h, y, z, l, t. rewrite !in_ctl. repeat split; auto. destruct G as [[E0 (c' & E1)]|G]; auto.
  left. unfold ctl. rewrite E0, E1. rewrite E1 in Hz. simpl in *. intuition congruence.
Qed.

(** Rights (D8): c was given the right r after s, on the line from it, or on a fork in a revision that has the key n. *)
Definition given tr s n c r : Prop := exists h x z l tr0, In (EMake h (Some x) z l) tr /\ id z = id s /\ (line tr s x \/ In n l)
  /\ ~ In (c, r) (may x) /\ In (c, r) (may z) /\ reach tr0 /\ incl tr0 tr /\ given_by tr0 x z r.

Lemma step_id tr h x y l : reach tr -> In (EMake h (Some x) y l) tr -> id y = id x.
Proof. induction 1; simpl; intro E; try tauto; destruct E as [E|E]; try discriminate; auto. injection E as <- <- <- <-; auto. Qed.
Lemma line_id tr s x : reach tr -> line tr s x -> id x = id s.
Proof. intros R L; induction L; auto. rewrite (step_id _ _ _ _ _ R H); auto. Qed.

(** Whoever had no decrypt in a revision s, and was given it by nobody who may, opens nothing that is sealed under the
    active key of a revision that descends from s, whatever old rows the database shows: neither a stranger, ... *)
Theorem never_given tr s x g o n l d h c y k : On Moves = true -> On RightToUse = true -> On NewKey = true -> reach tr -> sound (under s) = true ->
  x = s \/ accepts tr s x -> In (EMake g o x (n :: l)) tr -> lab n = LM d -> In (EOpen h c y n k) tr -> In (c, Dec) (may s) \/ given tr s n c Dec.
Proof.
  intros Mo Ru Nk R Gs A M L E.
  assert (Lx : line tr s x) by (destruct A as [->|A]; [constructor|eapply descent; eauto]).
  destruct (opened_made _ _ _ _ _ _ _ R E L) as (Cy & g' & o' & l' & M' & N). specialize (Cy Ru).
  destruct (readers _ _ _ _ _ _ _ _ _ _ _ _ Nk R L M M' N Cy) as [Cx|(t & h' & p & z & lx & lz & [R0 I0] & Ez & _ & Nz & Cp & Cz & W0)].
  - rewrite in_ctl in Cx. assert (D : {In (c, Dec) (may s)} + {~ In (c, Dec) (may s)}) by (apply in_dec; decide equality; [decide equality|apply Nat.eq_dec]).
    destruct D as [?|Hs]; auto. right. destruct (line_given _ _ _ _ _ R Lx Cx Hs) as (h1 & p & z & lz & t & Ez & Lp & ?).
    exists h1, p, z, lz, t; split; auto. split; [|tauto]. rewrite (step_id _ _ _ _ _ R Ez). exact (line_id _ _ _ R Lp).
  - rewrite in_ctl in Cp, Cz. right. exists h', p, z, lz, t. split; auto. split.
    + destruct (key_confined _ _ _ _ _ _ _ R Ez Nz L) as [Iz _]. destruct (key_confined _ _ _ _ _ _ _ R M (or_introl eq_refl) L) as [Ix _].
      rewrite Iz, <- Ix. exact (line_id _ _ _ R Lx).
    + do 5 (split; auto). right. destruct W0 as [?|(w & ? & _)]; eauto.
Qed.

(** ... nor a key with encrypt alone, nor one with share. *)
Corollary encrypt_only tr s x g o n l d h c y k : On Moves = true -> On RightToUse = true -> On NewKey = true -> reach tr -> sound (under s) = true ->
  x = s \/ accepts tr s x -> In (EMake g o x (n :: l)) tr -> lab n = LM d ->
  (forall r, In (c, r) (may s) -> r <> Dec) -> ~ given tr s n c Dec -> ~ In (EOpen h c y n k) tr.
Proof. intros Mo Ru Nk R Gs A M L N G E. destruct (never_given _ _ _ _ _ _ _ _ _ _ _ _ Mo Ru Nk R Gs A M L E) as [H|H]; auto. apply N in H; auto. Qed.

(** So what is sealed there stays secret if all who had decrypt in s or were given it are honest. *)
Theorem given_secret tr s x g o n l d k : On Moves = true -> On RightToUse = true -> On NewKey = true -> reach tr -> sound (under s) = true ->
  x = s \/ accepts tr s x -> In (EMake g o x (n :: l)) tr -> lab n = LM d -> lab k = LD [n] ->
  (forall c, In (c, Dec) (may s) \/ given tr s n c Dec -> honest c = true) -> ~ know tr (Key (FK k)).
Proof.
  intros Mo Ru Nk R Gs A M L Lk H K. destruct (data_secret tr k [n] R Lk) as (m & h & c & y & [<-|[]] & E & C); auto.
  - intros m [<-|[]]; eauto.
  - rewrite H in C; [discriminate|]. eapply never_given; eauto.
Qed.

(** O1: numbers only rise on a line, and what is carried out on a line from s has a higher number than all that were
    carried out before s: none is done twice, and a newer decision ends every older one. *)
Theorem line_rises tr s x : On Once = true -> reach tr -> line tr s x -> last s <= last x.
Proof.
  intros O R L. induction L as [|h x y l E L IH]; auto. destruct (step_change _ _ _ _ _ R E) as (t & lx & _ & _ & _ & Ch).
  destruct Ch as [? (_ & _ & K & _)|? ? (_ & _ & K & _)|? ? (_ & _ & K & _)|w ? _ _ _ Nw K|? _ _ K|w ? ? _ _ _ _ _ _ Nw K]; rewrite K; auto; specialize (Nw O); lia.
Qed.
Theorem line_once tr s h x y l : On Once = true -> reach tr -> line tr s x -> In (EMake h (Some x) y l) tr ->
  last y = last x \/ last s < last y.
Proof.
  intros O R L E. pose proof (line_rises _ _ _ O R L). destruct (step_change _ _ _ _ _ R E) as (t & lx & _ & _ & _ & Ch).
  destruct Ch as [? (_ & _ & K & _)|? ? (_ & _ & K & _)|? ? (_ & _ & K & _)|w ? _ _ _ Nw K|? _ _ K|w ? ? _ _ _ _ _ _ Nw K]; auto; specialize (Nw O); right; lia.
Qed.

(** T7 for an operator's own Domain that it saw under genesis: true, also without [moves], if the founding Trust
    is sound, for which this operator must have approved or looked at it (D5). *)
Lemma follows_between f t u k hs ops q : f = Link k hs ops q Genesis -> k = Branch -> follows f u -> follows t u -> follows f t.
Proof.
  intros -> -> A. revert t. induction A; intros t B; inversion B; subst; auto using fol_refl, fol_step.
Qed.
Lemma descent_region (P : trust -> Prop) n : forall tr s x m, length (hist x) = n -> reach tr ->
  (forall tr t, reach tr -> P t -> verified tr t -> safe t = true) -> (forall t u, P u -> onward Operator t u -> P t) -> purp x = Operator ->
  P (under x) -> valid tr x (Pair (Pub (DHead x)) m) -> at_place (hist x) s s -> line tr s x.
Proof.
  induction n as [n IH] using lt_wf_ind; intros tr s x m En R Sf Bk HO HP V At. destruct V as (sg & K & V & Hs & _).
  specialize (Hs on_signer).
  destruct (authentic _ _ _ _ R (Sf _ _ R HP V) Hs K) as (_ & o & l & E).
  destruct (made_from _ _ _ _ _ R E) as [(_ & Eh & _)|(y & m' & tr0 & -> & Eh & _ & (Ep & F) & I0 & R0 & Vy)].
  { unfold at_place in At; rewrite Eh in At; simpl in At; destruct (length (hist s)); discriminate. }
  rewrite Eh in At. eapply line_step; eauto. destruct (at_cons _ _ _ _ At) as [[_ ->]|[_ At']]; [constructor|].
  assert (L0 : line tr0 s y).
  { rewrite Ep in HO. rewrite HO in F. eapply (IH (length (hist y))); eauto. rewrite <- En, Eh; simpl; lia. }
  clear -L0 I0. induction L0; [constructor|]. eapply line_step; eauto.
Qed.

Theorem descent_operator tr s x m hs ops q : let f := Link Branch hs ops q Genesis in reach tr -> sound f = true ->
  purp x = Operator -> valid tr x (Pair (Pub (DHead x)) m) -> at_place (hist x) s s ->
  under x = Genesis \/ follows f (under x) -> line tr s x.
Proof.
  intros f R Sf HO V At Pu.
  eapply (descent_region (fun t => t = Genesis \/ follows f t)); eauto.
  - intros t0 t R0 [->|F] Vt; auto. apply sound_safe. eapply chain_safe; eauto using follows_below.
  - intros t u [->|F] [B|[_ ->]]; auto.
    + inversion B; auto.
    + right. exact (follows_between _ _ _ _ _ _ _ eq_refl eq_refl F B).
Qed.
End Descent.
