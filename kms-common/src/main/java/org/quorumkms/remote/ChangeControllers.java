package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Thumbprint;

/**
 * A change of who may use a Domain (D4).
 *
 * @param seen the revision that it is meant for
 * @param add who becomes a controller; one that is there already gets these rights and this name
 * @param remove who stops being one
 */
public record ChangeControllers(SeenDomain seen, List<Controller> add, List<Thumbprint> remove)
        implements Serializable {

    /** Copies the lists and checks their sizes. */
    public ChangeControllers {
        Objects.requireNonNull(seen);
        add = Bounded.list(add, Controller.class, DomainBody.MAX_CONTROLLERS);
        remove = Bounded.list(remove, Thumbprint.class, DomainBody.MAX_CONTROLLERS);
        if (add.size() + remove.size() == 0 || add.size() + remove.size() > DomainBody.MAX_CONTROLLERS) {
            throw new IllegalArgumentException("a change should name 1 to 256 keys");
        }
    }
}
