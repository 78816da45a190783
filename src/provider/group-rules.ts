import { InvalidIdentifier, userOfClient } from '../identifiers/index.ts';
import { type Credential, type GroupRules, InvalidMessage } from '../mls/index.ts';
import { applyPolicyComponent } from '../policy/index.ts';
import { deedComponent } from './deed.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 text of a basic credential's identity. @throws InvalidMessage `credential` */
export function identityOf(credential: Credential): string {
  if (credential.type !== 'basic')
    throw new InvalidMessage('unsupported-credential-type', 'expected a basic credential');
  try {
    return utf8.decode(credential.identity);
  } catch (cause) {
    throw new InvalidMessage('credential', 'the identity is not UTF-8', { cause });
  }
}

/**
 * What MIMI lays down for any group of a room: components are the policy's, a credential is a client URI from which the
 * user is derivable (ID-13), and a client is its URI.
 * @param now seconds since 1970, for key-package lifetimes.
 */
export function groupRules(now: bigint | null): GroupRules {
  return {
    now,
    applyComponent: (componentId, state, updates) => {
      if (componentId === deedComponent) throw new InvalidMessage('app-data-update', 'a deed is ephemeral');
      return applyPolicyComponent(componentId, state, updates);
    },
    authenticate: (credential) => {
      const identity = identityOf(credential);
      try {
        // The provider itself signs through an external sender; everybody else is a client of a user.
        userOfClient(identity);
      } catch (cause) {
        if (cause instanceof InvalidIdentifier) {
          throw new InvalidMessage('credential', 'the identity is not a client URI with a user', { cause });
        }
        throw cause;
      }
    },
    sameClient: (a, b) => identityOf(a) === identityOf(b),
    clientKey: identityOf,
  };
}
