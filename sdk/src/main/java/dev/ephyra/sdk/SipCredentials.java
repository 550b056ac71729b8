package dev.ephyra.sdk;

/**
 * What a SIP component registers with. {@link #toString()} does not show the password.
 *
 * @param address of the registrar, as in {@code sip.example.org}
 * @param username at the registrar
 * @param password a secret
 */
public record SipCredentials(String address, String username, String password) {
    @Override
    public String toString() {
        return "SipCredentials[address=" + address + ", username=" + username + ", password=***]";
    }
}
