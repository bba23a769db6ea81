(** * 11. States (O2) without clocks: disabled, enabled, deleted.
    HSMs have no memory: who shows one an old enabled revision has it opened. So these theorems are about the revision
    in hand, and about what those accept who saw that the Domain was disabled or deleted (T7). *)
From KMS Require Import Protocol Safety Removal Descent.

Section States.
Context {S : system} {W : world}.

(** A disabled or deleted revision opens nothing and signs no file. *)
Theorem used_enabled tr h c x n s : On EnabledToUse = true -> reach tr -> In (EOpen h c x n s) tr \/ In (EFile h c x n s) tr -> st x = Enabled.
Proof.
  intros On R. induction R; simpl; intros [E|E]; try tauto; destruct E as [E|E]; try discriminate; auto; injection E as <- <- <- <- <-; auto.
Qed.

(** A state changes by a quorum's order only, with a number that is higher than all before it, and as that order says. *)
Definition turned tr x y : Prop := exists tr0 lx l a w, reach tr0 /\ incl tr0 tr /\ ordered tr0 x a w
  /\ (On Once = true -> last x < w) /\ last y = w /\ turn x lx y w a l.
Theorem state_by_order tr h x y l : reach tr -> In (EMake h (Some x) y l) tr -> st y = st x \/ turned tr x y.
Proof.
  intros R E. destruct (step_change _ _ _ _ _ R E) as (t & lx & R0 & I0 & _ & Ch).
  destruct Ch as [m (_ & _ & _ & _ & Q & _)|c m (_ & _ & _ & _ & Q & _)|c l' (_ & _ & _ & _ & Q & _)|w l' _ _ _ _ _ _ _ _ _ Q
    |l' _ _ _ _ _ _ _ _ Q|w a l' _ _ _ _ _ A Nw K Tn]; auto. right. exists t, lx, l', a, w; auto 7.
Qed.
Lemma made_alive tr h x y l b : On TombstoneLast = true -> reach tr -> In (EMake h (Some x) y l) tr -> st x <> Deleted b.
Proof. intros O R. induction R; simpl; intro E; try tauto; destruct E as [E|E]; try discriminate; auto. injection E as <- <- <- <-; auto. Qed.

(** The Domain was enabled again, on the line from s, by an order of a quorum that names the disabling b. *)
Definition enabled_again tr s b : Prop := exists h y z l tr0 w b', In (EMake h (Some y) z l) tr /\ line tr s y /\ st y = Disabled b /\ st z = Enabled
  /\ reach tr0 /\ incl tr0 tr /\ ordered tr0 y (OEnable b') w /\ (On Once = true -> last y < w) /\ (On NamesDisabling = true -> b' = b).

Lemma disabled_line tr s x b : On TombstoneLast = true -> reach tr -> line tr s x -> st s = Disabled b ->
  st x = Disabled b \/ (exists b', st x = Deleted b') \/ enabled_again tr s b.
Proof.
  intros Tl R L Hs. induction L as [|h x y l E L IH]; auto.
  destruct IH as [Hx|[(b' & Hx)|?]]; auto; [|elim (made_alive _ _ _ _ _ _ Tl R E Hx)].
  destruct (state_by_order _ _ _ _ _ R E) as [Q|(t & lx & l' & a & w & R0 & I0 & A & Nw & _ & Tn)]; [left; congruence|right].
  destruct Tn as [Hx' _|b' Nm Hy|b' b0 _ _ Hy]; [congruence| |eauto].
  right. exists h, x, y, l, t, w, b'. do 8 (split; [auto|]). intro Nd. unfold names in Nm. rewrite Nd, Hx in Nm. simpl in Nm; congruence.
Qed.

(** Who saw that a Domain was disabled by b accepts nothing that opens or signs a file, before a quorum's order that names b enables it. *)
Theorem disabled_opens_nothing tr s x b h c n k : On EnabledToUse = true -> On TombstoneLast = true -> On Moves = true -> reach tr ->
  sound (under s) = true -> st s = Disabled b -> x = s \/ accepts tr s x -> In (EOpen h c x n k) tr \/ In (EFile h c x n k) tr -> enabled_again tr s b.
Proof.
  intros Eu Tl Mo R Gs Hs A E. assert (L : line tr s x) by (destruct A as [->|A]; [constructor|eapply descent; eauto]).
  pose proof (used_enabled _ _ _ _ _ _ Eu R E) as Hx. destruct (disabled_line _ _ _ _ Tl R L Hs) as [?|[(b' & ?)|?]]; auto; congruence.
Qed.

(** While it is disabled its controllers change by orders only. *)
Theorem disabled_stays tr h x y l : On DisabledStays = true -> reach tr -> In (EMake h (Some x) y l) tr -> st x <> Enabled ->
  may y = may x \/ exists tr0 w, reach tr0 /\ incl tr0 tr /\ ordered tr0 x (OSet (may y) (quo y) (rdr y)) w.
Proof.
  intros Ds R E N. destruct (step_change _ _ _ _ _ R E) as (t & lx & R0 & I0 & _ & Ch).
  destruct Ch as [m (_ & _ & _ & _ & _ & Q)|c m (_ & _ & _ & _ & _ & Q)|c l' (_ & _ & _ & _ & _ & Q)|w l' _ _ A|l' Q|w a l' _ Q]; auto; try (elim N; auto; fail).
  right; exists t, w; auto.
Qed.

(** A tombstone has no ring, nothing is made from it, and nothing is accepted after it (T7). *)
Theorem tombstone_empty tr h o x l b : On TombstoneLast = true -> reach tr -> In (EMake h o x l) tr -> st x = Deleted b -> l = [].
Proof.
  intros Tl R E Hx. destruct o as [p|].
  - pose proof (made_alive _ _ _ _ _ b Tl R E) as N. destruct (step_change _ _ _ _ _ R E) as (t & lx & _ & _ & _ & Ch).
    destruct Ch as [m (_ & _ & _ & _ & Q & _)|c m (_ & _ & _ & _ & Q & _)|c l' (_ & _ & _ & _ & Q & _)|w l' _ _ _ _ _ _ _ _ _ Q
      |l' _ _ _ _ _ _ _ _ Q|w a l' _ _ _ _ _ _ _ _ Tn]; try congruence. destruct Tn; congruence.
  - exfalso. revert E. clear -R Hx. induction R; simpl; intro E; try tauto; destruct E as [E|E]; try discriminate; auto. injection E as <- <- <-. congruence.
Qed.
Theorem tombstone_last tr s x b : On TombstoneLast = true -> reach tr -> st s = Deleted b -> line tr s x -> x = s.
Proof.
  intros Tl R Hs L. induction L as [|h x y l E L IH]; auto. rewrite IH in E. elim (made_alive _ _ _ _ _ _ Tl R E Hs).
Qed.
Theorem tombstone_no_descendant tr s x b : On TombstoneLast = true -> On Moves = true -> reach tr -> sound (under s) = true ->
  st s = Deleted b -> ~ accepts tr s x.
Proof.
  intros Tl Mo R Gs Hs A. pose proof A as (_ & _ & _ & At & _).
  rewrite (tombstone_last _ _ _ _ Tl R Hs (descent _ _ _ Mo R Gs A)) in At. unfold at_place in At.
  rewrite (proj2 (nth_error_None _ _)) in At; [discriminate|rewrite rev_length; auto].
Qed.

(** A Domain is disabled, deleted and enabled by its own orders only. On a line from an enabled revision y, whatever is
    disabled or deleted was disabled there, with a number above all that y has; so an earlier disabling is another one. *)
Lemma disabled_after tr y u b : On Once = true -> reach tr -> line tr y u -> st y = Enabled -> disabling (st u) = Some b -> last y < number b.
Proof.
  intros O R L Hy. revert b. induction L as [|h x z l E L IH]; [rewrite Hy; discriminate|]. intros b Hz.
  destruct (state_by_order _ _ _ _ _ R E) as [Q|(t & lx & l' & a & w & _ & _ & _ & Nw & _ & Tn)]; [apply IH; congruence|].
  pose proof (line_rises _ _ _ O R L). specialize (Nw O). destruct Tn as [_ Q|b' _ Q|b' b0 _ D Q]; rewrite Q in Hz; simpl in Hz; try discriminate.
  - injection Hz as <-. simpl; lia.
  - injection Hz as <-. auto.
Qed.

(** O2: an order to enable or to delete that names a disabling does nothing to a later one. x was disabled by b, later, at y,
    the Domain was enabled; whatever turns the state of a revision u after that is no order that names b. *)
Theorem earlier_disabling tr h1 x0 x l1 b y u h2 v l2 : On Once = true -> On NamesDisabling = true -> reach tr ->
  In (EMake h1 (Some x0) x l1) tr -> st x0 = Enabled -> st x = Disabled b -> line tr x y -> st y = Enabled -> line tr y u ->
  In (EMake h2 (Some u) v l2) tr -> st v = st u
  \/ exists tr0 a w, reach tr0 /\ incl tr0 tr /\ ordered tr0 u a w /\ a <> OEnable b /\ a <> ODelete b
     /\ match a with ODisable => st u = Enabled | OEnable b' | ODelete b' => disabling (st u) = Some b' | _ => False end.
Proof.
  intros O Nd R E1 H0 Hx Lx Hy Ly E2. destruct (state_by_order _ _ _ _ _ R E2) as [?|(t & lx & l' & a & w & R0 & I0 & A & _ & _ & Tn)]; auto. right.
  assert (Nb : number b = last x).
  { destruct (state_by_order _ _ _ _ _ R E1) as [Q|(t1 & lx1 & l0 & a1 & w1 & _ & _ & _ & _ & K & T1)]; [congruence|].
    destruct T1; try congruence. assert (Q : Disabled b = Disabled (Ord w1 (id x0) (under x0) ODisable)) by congruence. injection Q as ->; auto. }
  pose proof (line_rises _ _ _ O R Lx) as Rx.
  assert (N : forall b', disabling (st u) = Some b' -> b' <> b).
  { intros b' D ->. pose proof (disabled_after _ _ _ _ O R Ly Hy D). lia. }
  exists t, a, w. do 3 (split; auto). destruct Tn as [Hu _|b' Nm _|b' b0 Nm _ _]; unfold names in *; try rewrite Nd in Nm.
  - repeat split; auto; discriminate.
  - repeat split; auto; [intro Q; injection Q as ->; elim (N b); auto|discriminate].
  - repeat split; auto; [discriminate|intro Q; injection Q as ->; elim (N b); auto].
Qed.

(** A tombstone on a line from an enabled revision: a quorum disabled it there, and another order of a quorum, that names the first, deleted it. *)
Theorem deleted_twice tr s x b : reach tr -> On NamesDisabling = true -> line tr s x -> st s = Enabled -> st x = Deleted b ->
  (exists h y z l tr0, In (EMake h (Some y) z l) tr /\ line tr s y /\ st y = Enabled /\ st z = Disabled b
     /\ reach tr0 /\ incl tr0 tr /\ ordered tr0 y ODisable (number b))
  /\ exists h y z l tr0 w, In (EMake h (Some y) z l) tr /\ line tr s y /\ st z = Deleted b
     /\ reach tr0 /\ incl tr0 tr /\ ordered tr0 y (ODelete b) w.
Proof.
  intros R Nd L Hs Hx. revert b Hx.
  assert (D : forall b, disabling (st x) = Some b -> exists h y z l tr0, In (EMake h (Some y) z l) tr /\ line tr s y /\ st y = Enabled /\ st z = Disabled b
     /\ reach tr0 /\ incl tr0 tr /\ ordered tr0 y ODisable (number b)).
  { induction L as [|h x y l E L IH]; [rewrite Hs; discriminate|]. intros b Hy.
    destruct (state_by_order _ _ _ _ _ R E) as [Q|(t & lx & l' & a & w & R0 & I0 & A & _ & _ & Tn)]; [apply IH; congruence|].
    destruct Tn as [Hx Q|b' _ Q|b' b0 _ D Q]; rewrite Q in Hy; simpl in Hy; try discriminate; injection Hy as <-; auto.
    exists h, x, y, l, t; auto 8. }
  intros b Hx. split; [apply D; rewrite Hx; auto|]. clear D. induction L as [|h x y l E L IH]; [congruence|].
  destruct (state_by_order _ _ _ _ _ R E) as [Q|(t & lx & l' & a & w & R0 & I0 & A & _ & _ & Tn)]; [apply IH; congruence|].
  exists h, x, y, l, t, w. do 5 (split; [auto|]). destruct Tn as [_ Q|b' _ Q|b' b0 Nm D Q]; try congruence.
  unfold names in Nm; rewrite Nd in Nm. congruence.
Qed.
End States.
