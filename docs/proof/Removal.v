(** * 4. Removal: what is sealed under the new key is never opened for who was removed,
    whatever old rows the database shows, unless who may admits it again. *)
From KMS Require Import Protocol Safety.

Section Removal.
Context {S : system} {W : world}.

Lemma reach_app t2 t1 : reach (t2 ++ t1) -> reach t1.
Proof. induction t2; simpl; auto. intro R; inversion R; subst; auto. Qed.

(** The revision that removes c begins with a new active key, made as the page says; so does a new policy. *)
Theorem removal_new_key t1 g x y l c : On NewKey = true -> reach (EMake g (Some x) y l :: t1) ->
  purp x <> Operator -> In c (ctl x) -> ~ In c (ctl y) -> exists n l0, l = n :: l0 /\ new_mk t1 y n.
Proof.
  intros O R Hp Hx Hy. inversion R; subst. the_change C.
  assert (Rm : removes x y) by (exists c; auto).
  destruct C as [n _ E|c' n _ E|c' l' _ _ _ _ Q N|w l' _ _ _ _ _ Q N _ _|l' E|w a l' _ E];
    try (unfold ctl in *; rewrite E in *; simpl in *; tauto); destruct Q as [->|(n & M & _ & ->)]; eauto; elim N; auto.
Qed.
Theorem policy_new_key t1 g x y l : On PolicyKey = true -> reach (EMake g (Some x) y l :: t1) ->
  quo y <> quo x -> exists n l0, l = n :: l0 /\ new_mk t1 y n.
Proof.
  intros O R Hq. inversion R; subst. the_change C.
  destruct C as [n (_ & E & _)|c' n (_ & E & _)|c' l' (_ & E & _)|w l' _ _ _ _ _ Q _ N|l' _ E|w a l' _ _ E]; try congruence.
  destruct Q as [->|(n & M & _ & ->)]; eauto. elim N; auto.
Qed.

(** A step, after tr0, from a revision without P to one with P that hands key n on, on any line or fork. *)
Definition crossed (P : head -> Prop) (tr : trace) n : Prop := exists tr0 h x z lx lz,
  (reach tr0 /\ incl tr0 tr) /\ In (EMake h (Some x) z lz) tr /\ In n lx /\ In n lz /\ ~ P x /\ P z
  /\ change tr0 x lx z lz /\ (forall m, new_mk tr0 z m -> m <> n).
Lemma crossed_cons P e tr n : crossed P tr n -> crossed P (e :: tr) n.
Proof. intros (t & h & x & z & lx & lz & [R I] & E & H). exists t, h, x, z, lx, lz; simpl; auto 6 using incl_tl. Qed.
Lemma fresh_not tr m h o y l : fresh tr m -> In (EMake h o y l) tr -> ~ In m l.
Proof. intros F E. apply (F _ _ _ _ E). Qed.

(** A key goes from revision to revision, whatever the database shows.  Let P be kept by every change that makes no
    new key.  If n is the active key of x, and a revision z that has n has P, then x has P or a step crossed. *)
Lemma key_carries P n d : (forall x, P x \/ ~ P x) -> (forall tr p l y, change tr p l y l -> P p -> P y) -> lab n = LM d ->
  forall tr, reach tr -> forall g o x l g' o' z lz,
  In (EMake g o x (n :: l)) tr -> In (EMake g' o' z lz) tr -> In n lz -> P z -> P x \/ crossed P tr n.
Proof.
  intros Dec Keep L tr R. induction R as [| |tr h x0 n0 R IH _ _ _ _ _ _ _ _ _ M|tr h p lp y ly R IH _ O _ _ _ _ _ _ _ _ Ch| | | | | |];
    simpl; intros g oa xa la g' ob z lb Ex Ez N C; try tauto;
    try (destruct Ex as [Ex|Ex]; [discriminate|]; destruct Ez as [Ez|Ez]; [discriminate|];
         destruct (IHR _ _ _ _ _ _ _ _ Ex Ez N C); auto using crossed_cons; fail).
  - destruct M as (F & _). destruct Ex as [Ex|Ex], Ez as [Ez|Ez].
    + left; congruence.
    + injection Ex as <- <- <- <- <-. elim (fresh_not _ _ _ _ _ _ F Ez N).
    + injection Ez as <- <- <- <-. destruct N as [->|[]]. elim (fresh_not _ _ _ _ _ _ F Ex); left; auto.
    + destruct (IH _ _ _ _ _ _ _ _ Ex Ez N C); auto using crossed_cons.
  - assert (Par : In n lp -> exists s o, In (EMake s o p lp) tr).
    { intro Hn. destruct (open_confined _ _ _ _ _ _ R O Hn L) as (s & o1 & M & _); eauto. }
    destruct Ex as [Ex|Ex], Ez as [Ez|Ez].
    + left; congruence.
    + injection Ex as <- <- <- ->.
      assert (Nw : forall m, new_mk tr y m -> m <> n) by (intros m (F & _) ->; elim (fresh_not _ _ _ _ _ _ F Ez N)).
      assert (Rg : ring_of tr p lp y (n :: la) -> n :: la = lp).
      { intros [E|(m & M & _ & E)]; auto. injection E as E _. elim (Nw m M); auto. }
      assert (E : n :: la = lp) by (inversion Ch; subst; auto; try (elim (Nw n); auto; fail);
        match goal with Tn : turn _ _ _ _ _ _ |- _ => destruct (turn_ring _ _ _ _ _ _ Tn); congruence end).
      rewrite E in Ch. destruct Par as (s & o1 & M); [rewrite <- E; left; auto|]. rewrite <- E in M.
      destruct (IH _ _ _ _ _ _ _ _ M Ez N C); eauto using crossed_cons.
    + injection Ez as <- <- <- <-.
      assert (Nw : forall m, new_mk tr y m -> m <> n) by (intros m (F & _) ->; elim (fresh_not _ _ _ _ _ _ F Ex); left; auto).
      assert (Np : In n lp).
      { assert (Rg : forall l', ring_of tr p lp y l' -> In n l' -> In n lp).
        { intros l' [->|(m & M & _ & ->)] Hn; auto. destruct Hn as [->|]; auto. elim (Nw _ M); auto. }
        destruct Ch as [| | | | |w a l' _ _ _ _ _ _ _ _ Tn]; eauto; [| |destruct (turn_ring _ _ _ _ _ _ Tn) as [->| ->]; [auto|destruct N]];
          destruct N as [->|N]; auto; try destruct N; elim (Nw n); auto. }
      destruct (Par Np) as (s & o1 & M). destruct (Dec p) as [Cp|Cp].
      * destruct (IH _ _ _ _ _ _ _ _ Ex M Np Cp); auto using crossed_cons.
      * right. exists tr, h, p, y, lp, ly. repeat split; simpl; auto. apply incl_tl, incl_refl.
    + destruct (IH _ _ _ _ _ _ _ _ Ex Ez N C); auto using crossed_cons.
Qed.

(** c may give the right r in x (D4): it is a controller that has it, and share. *)
Definition gives c x r : Prop := In c (named x) /\ (On OwnRights = true -> In (c, r) (may x)) /\ (On ShareRight = true -> In (c, Share) (may x)).
Lemma may_give c' c x y r : In c' (named x) -> In (c, r) (may y) -> ~ In (c, r) (may x) ->
  (On ShareRight = true -> In (c', Share) (may x) \/ leaves c' x y) -> (On OwnRights = true -> own_rights c' x y) -> gives c' x r.
Proof.
  intros N Hy Hx Sh Ow. split; auto. split; intro O.
  - apply (proj1 (Ow O) _ Hy Hx).
  - destruct (Sh O) as [|[L _]]; auto. elim Hx; auto.
Qed.

(** c was admitted to a revision with n, on this line or on a fork, at the word of a controller of the revision
    before, with decrypt and share, for that very revision, or by an order that was not carried out on that line. *)
Definition admits (tr : trace) (c n : nat) : Prop := exists tr0 h x z lx lz,
  (reach tr0 /\ incl tr0 tr) /\ In (EMake h (Some x) z lz) tr /\ In n lx /\ In n lz /\ ~ In c (ctl x) /\ In c (ctl z)
  /\ ((exists c', gives c' x Dec /\ asked tr0 c' x (SetCtl (may z)))
      \/ exists w, ordered tr0 x (OSet (may z) (quo z) (rdr z)) w /\ (On Once = true -> last x < w)).

(** What is sealed under the active key n of a revision x is for whom x names, or who was admitted. *)
Theorem readers tr n d c g o x l g' o' z lz : On NewKey = true -> reach tr -> lab n = LM d ->
  In (EMake g o x (n :: l)) tr -> In (EMake g' o' z lz) tr -> In n lz -> In c (ctl z) -> In c (ctl x) \/ admits tr c n.
Proof.
  intros Nk R L Ex Ez N C.
  assert (Dec : forall x, In c (ctl x) \/ ~ In c (ctl x)) by (intro u; destruct (in_dec Nat.eq_dec c (ctl u)); auto).
  assert (Keep : forall tr p l y, change tr p l y l -> In c (ctl p) -> In c (ctl y)).
  { intros t p k y Ch Hp. destruct (in_dec Nat.eq_dec c (ctl y)) as [|Hy]; auto. assert (Rm : removes p y) by (exists c; auto).
    inversion Ch as [m _ Ec|c' m _ E0|c' l' _ Op _ _ _ K|w l' _ _ _ _ _ _ K _ _|l' Ec|w a l' _ Ec]; subst; try (rewrite (may_ctl _ _ Ec); auto; fail).
    - unfold ctl in Hp; rewrite E0 in Hp; destruct Hp.
    - elim K; auto. intro E; specialize (Op E); rewrite on_one in Op; discriminate.
    - elim K; auto. }
  destruct (key_carries (fun x => In c (ctl x)) n d Dec Keep L tr R _ _ _ _ _ _ _ _ Ex Ez N C)
    as [?|(t & h & p & y & lp & ly & I & E & Np & Ny & Cp & Cy & Ch & F)]; auto.
  right. exists t, h, p, y, lp, ly. do 6 (split; auto).
  destruct Ch as [m _ Ec|c' m _ _ _ Q|c' l' _ _ Hc A _ _ _ Sh Ow|w l' _ _ A On1 _ _ _ _ _|l' Ec|w a l' _ Ec]; try (rewrite (may_ctl _ _ Ec) in Cy; tauto); eauto.
  - destruct Ny as [->|[]]. elim (F _ Q); auto.
  - rewrite in_ctl in Cp, Cy. left; exists c'; split; auto. eapply may_give; eauto.
Qed.
(** So what is sealed under the new key after c was removed no honest HSM opens for c, whatever old rows it is shown. *)
Theorem removed_opens_nothing tr g o y n l d h c x s : On RightToUse = true -> On NewKey = true -> reach tr -> In (EMake g o y (n :: l)) tr -> lab n = LM d ->
  ~ In c (ctl y) -> In (EOpen h c x n s) tr -> admits tr c n.
Proof.
  intros Ru Nk R M L C E. destruct (opened_made _ _ _ _ _ _ _ R E L) as (Cx & g' & o' & l' & M' & N).
  destruct (readers _ _ _ _ _ _ _ _ _ _ _ _ Nk R L M M' N (Cx Ru)); tauto.
Qed.

(** And a data key under it stays secret, if y names only honest people and only such were admitted. *)
Theorem sealed_secret tr g o y n l d s : On RightToUse = true -> On NewKey = true -> reach tr -> In (EMake g o y (n :: l)) tr -> lab n = LM d -> lab s = LD [n] ->
  (forall c, In c (ctl y) \/ admits tr c n -> honest c = true) -> ~ know tr (Key (FK s)).
Proof.
  intros Ru Nk R M L Ls A. apply (data_secret_honest tr s [n]); auto; [intros m [<-|[]]; eauto|].
  intros h o' x l' m c M' N [<-|[]] C. apply A. eapply readers; eauto.
Qed.

(** * 7. Release by a quorum (decrypt: quorum).  What was sealed under a key made while the policy stood is
    opened only by a quorum's order for exactly this opening, or after a quorum's order took the policy back. *)
Definition policy_lifted (tr : trace) (n : nat) : Prop := exists tr0 h x z lx lz w,
  (reach tr0 /\ incl tr0 tr) /\ In (EMake h (Some x) z lz) tr /\ In n lx /\ quo x = true /\ ordered tr0 x (OSet (may z) false (rdr z)) w.

Lemma open_step tr h c x n s : On OpenOrder = true -> reach tr -> In (EOpen h c x n s) tr -> quo x = true ->
  exists t3 t4 w, tr = t4 ++ EOpen h c x n s :: t3 /\ ordered t3 x (OOpen c n s) w.
Proof.
  intros O R E Q. apply in_split in E. destruct E as (t4 & t3 & ->). apply reach_app in R.
  inversion R as [| | | | | | | |? ? ? ? ? ? ? _ _ _ _ _ _ _ _ _ _ W0|]; subst. destruct (W0 O Q) as (w & ?). eauto.
Qed.
Theorem released_by_quorum tr g o y n l d h c x s : On OpenOrder = true -> On PolicyKey = true -> reach tr ->
  In (EMake g o y (n :: l)) tr -> lab n = LM d -> quo y = true -> In (EOpen h c x n s) tr ->
  (exists t3 t4 w, tr = t4 ++ EOpen h c x n s :: t3 /\ ordered t3 x (OOpen c n s) w) \/ policy_lifted tr n.
Proof.
  intros O Pk R Ey L Q E. destruct (quo x) eqn:Qx; [left; eapply open_step; eauto|right].
  destruct (opened_made _ _ _ _ _ _ _ R E L) as (_ & g' & o' & l' & Ex & N).
  assert (Dec : forall x, quo x = false \/ quo x <> false) by (intro z; destruct (quo z); auto; right; discriminate).
  assert (Keep : forall tr p l y, change tr p l y l -> quo p = false -> quo y = false).
  { intros t p k z Ch Hp. inversion Ch as [m (_ & Eq & _)|c' m (_ & Eq & _)|c' k' (_ & Eq & _)|w k' _ _ _ _ _ _ _ K|k' _ Eq|w a k' _ _ Eq]; subst; try congruence.
    destruct (quo z) eqn:Qz; auto. elim K; auto; congruence. }
  destruct (key_carries (fun x => quo x = false) n d Dec Keep L tr R _ _ _ _ _ _ _ _ Ey Ex N Qx)
    as [?|(t & h' & p & z & lp & lz & I & Ez & Np & Nz & Cp & Cz & Ch & _)]; [congruence|]. cbv beta in Cp, Cz.
  destruct Ch as [m (_ & Ec & _)|c' m (_ & Ec & _)|c' k' (_ & Ec & _)|w k' _ _ A _ _ _ _ _ _|k' _ Ec|w a k' _ _ Ec]; try congruence.
  rewrite Cz in A. exists t, h', p, z, lp, k', w. do 4 (split; auto). destruct (quo p); tauto.
Qed.

(** * 8. Readers by a quorum (readers: quorum).  What was sealed under a key made while that policy stood is opened for
    nobody else than whom the revision names, but for whom a quorum's order admitted, or after one took the policy back. *)
Definition admitted_by_quorum (tr : trace) (c n : nat) : Prop := exists tr0 h x z lx lz w,
  (reach tr0 /\ incl tr0 tr) /\ In (EMake h (Some x) z lz) tr /\ In n lx /\ In n lz /\ ~ In c (ctl x) /\ rdr x = true
  /\ (In c (ctl z) \/ rdr z = false) /\ ordered tr0 x (OSet (may z) (quo z) (rdr z)) w.

Theorem readers_by_quorum tr n d c g o x l h y s : On RightToUse = true -> On NewKey = true -> On PolicyKey = true -> On ReadersQuorum = true ->
  reach tr -> lab n = LM d -> In (EMake g o x (n :: l)) tr -> rdr x = true -> In (EOpen h c y n s) tr ->
  In c (ctl x) \/ admitted_by_quorum tr c n.
Proof.
  intros Ru Nk Pk Rq R L Ex Rx E. destruct (opened_made _ _ _ _ _ _ _ R E L) as (Cy0 & g' & o' & l' & Ey & N).
  pose proof (Cy0 Ru) as Cy.
  pose (P := fun z => In c (ctl z) \/ rdr z = false).
  assert (Dec : forall z, P z \/ ~ P z).
  { intro z. unfold P. destruct (in_dec Nat.eq_dec c (ctl z)); auto. destruct (rdr z); [right; intros [?|?]; congruence|auto]. }
  assert (Keep : forall tr p l y, change tr p l y l -> P p -> P y).
  { intros t p k z Ch [Hp|Hp].
    - destruct (in_dec Nat.eq_dec c (ctl z)) as [|Hz]; [left; auto|]. assert (Rm : removes p z) by (exists c; auto).
      inversion Ch as [m _ Ec|c' m _ E0|c' k' _ Op _ _ _ K _|w k' _ _ _ _ _ _ K _ _ _|k' Ec|w a k' _ Ec]; subst; try (left; rewrite (may_ctl _ _ Ec); auto; fail).
      + unfold ctl in Hp; rewrite E0 in Hp; destruct Hp.
      + elim K; auto. intro Q; specialize (Op Q); rewrite on_one in Op; discriminate.
      + elim K; auto.
    - right. inversion Ch as [m (_ & _ & _ & Er & _)|c' m (_ & _ & _ & Er & _)|c' k' (_ & _ & _ & Er & _)|w k' _ _ _ _ _ _ _ _ K _|k' _ _ _ _ _ _ _ Er|w a k' _ _ _ Er];
        subst; try congruence.
      destruct (rdr z) eqn:Qz; auto. elim K; auto; congruence. }
  destruct (key_carries P n d Dec Keep L tr R _ _ _ _ _ _ _ _ Ex Ey N (or_introl Cy))
    as [[?|?]|(t & h' & p & z & lp & lz & I & Ez & Np & Nz & Cp & Cz & Ch & F)]; [auto|congruence|right].
  assert (Hp : ~ In c (ctl p) /\ rdr p = true).
  { unfold P in Cp. destruct (rdr p); split; auto; intro; tauto. }
  destruct Hp as [Hp Rp].
  destruct Ch as [m (_ & _ & _ & Er & _) Ec|c' m _ _ _ Q|c' k' (_ & _ & _ & Er & _) _ _ _ _ _ K|w k' _ _ A _ _ _ _ _ _ _|k' Ec _ _ _ _ _ _ Er _|w a k' _ Ec _ Er _ _ _ _ _].
  - destruct Cz as [Cz|Cz]; [rewrite (may_ctl _ _ Ec) in Cz; tauto|congruence].
  - destruct Nz as [->|[]]. elim (F _ Q); auto.
  - destruct Cz as [Cz|Cz]; [elim Hp; apply in_ctl, (K Rq Rp), in_ctl; auto|congruence].
  - exists t, h', p, z, lp, k', w. do 7 (split; auto).
  - destruct Cz as [Cz|Cz]; [rewrite (may_ctl _ _ Ec) in Cz; tauto|congruence].
  - destruct Cz as [Cz|Cz]; [rewrite (may_ctl _ _ Ec) in Cz; tauto|congruence].
Qed.
End Removal.
