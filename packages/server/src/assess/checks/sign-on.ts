import { pass, remediate, review, type Check } from '../model.ts'

export const directoryTrusted: Check = {
  id: 'directory-trusted',
  title: 'A directory of the organisation is trusted for sign-on',
  aws: true,
  remedy: [
    'aws iam create-saml-provider --name staff --saml-metadata-document file://metadata.xml',
  ],
  async run(inquiry) {
    const { SAMLProviderList = [] } = await inquiry.ask('iam:ListSAMLProviders', {})
    const oidc = await inquiry.ask('iam:ListOpenIDConnectProviders', {})
    const count = SAMLProviderList.length + (oidc.OpenIDConnectProviderList ?? []).length
    if (count === 0)
      return review(
        'No SAML or OpenID Connect provider is known: staff would need users of their own.',
      )
    return pass(`${String(count)} identity providers are known.`)
  },
}

export const directorySignOn: Check = {
  id: 'directory-sign-on',
  title: 'Staff can take roles by the assertion of a directory',
  active: true,
  remedy: [
    '# Until the server takes assertions, let a broker of yours call sts:AssumeRole for staff.',
  ],
  async run(inquiry) {
    const { account } = inquiry.target
    const outcome = await inquiry.try('sts:AssumeRoleWithSAML', {
      RoleArn: `arn:aws:iam::${account}:role/${inquiry.workshop.name}`,
      PrincipalArn: `arn:aws:iam::${account}:saml-provider/${inquiry.workshop.name}`,
      SAMLAssertion: Buffer.from('<none/>').toString('base64'),
    })
    if (outcome.ok) return remediate('An empty assertion was taken.')
    if (outcome.refusal.kind === 'absent') throw outcome.refusal
    if (
      /^(InvalidIdentityToken|IDPRejectedClaim|AccessDenied|InvalidParameterValue)/.test(
        outcome.refusal.code,
      )
    ) {
      return pass(`An empty assertion is refused as ${outcome.refusal.code}.`)
    }
    return review(`An empty assertion is refused, but as ${outcome.refusal.code}.`)
  },
}
