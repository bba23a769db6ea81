(** No axioms: this must print "Closed under the global context", once for all theorems. *)
From KMS Require Import Protocol Safety Removal Descent States Needed.
Definition all := (
  @chain_safe, @signed_chain_safe, @founded_by_genesis, @own_consent, @key_secret, @created_secret, @key_confined, 
  @open_confined, @active_protected, @data_secret, @data_secret_honest, @authentic, @own_word, @ordered_word, 
  @file_signed, @file_made, @removal_new_key, @readers, @removed_opens_nothing, @sealed_secret, @policy_new_key, @released_by_quorum, @descent, 
  @line_admitted, @line_rises, @line_once, @readers_by_quorum, @descent_operator, @made_opens, @line_given, @never_given, @encrypt_only, @given_secret, @need_both_keys, @some_world_but,
  @used_enabled, @state_by_order, @disabled_opens_nothing, @disabled_stays, @tombstone_empty, @tombstone_last, @tombstone_no_descendant,
  @earlier_disabling, @deleted_twice, @need_enabled_to_use, @need_disabled_stays, @need_names_disabling, @need_tombstone_last, @alive_states, @old_row_opens,
  @need_own_rights, @need_share_right, @need_right_to_use, @need_genesis_signer, @need_own_quorum, @need_predecessor_quorum, 
  @need_forward, @need_controller_moves, @need_names_revision, @need_own_request, @need_one_controller, 
  @need_signer_in_trust, @need_aad, @need_new_key, @need_policy_key, @need_open_order, @need_readers_quorum, @need_move_key, @need_once, 
  @need_policy, @page_descent_fails, @page_operator_descent_fails, @need_genesis_genuine, @some_world, @alive).
Print Assumptions all.
