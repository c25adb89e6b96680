import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import { account, allow, deny, openRealm, policy, trust, type Realm } from './support.ts'

describe('IAM', () => {
  let realm: Realm
  let iam: I.IAMClient
  before(async () => {
    realm = await openRealm()
    iam = realm.iam()
  })
  after(() => realm.close())

  it('keeps users with path, tags and unique ids', async () => {
    const { User } = await iam.send(
      new I.CreateUserCommand({
        UserName: 'Ann',
        Path: '/team/',
        Tags: [{ Key: 'dept', Value: 'R and D: 1/2' }],
      }),
    )
    assert.equal(User?.Arn, `arn:aws:iam::${account}:user/team/Ann`)
    assert.match(User.UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
    const again = await iam.send(new I.GetUserCommand({ UserName: 'ann' }))
    assert.deepEqual(again.User, User)
    assert.deepEqual(again.User?.Tags, [{ Key: 'dept', Value: 'R and D: 1/2' }])
    assert(again.User?.CreateDate instanceof Date)
    await assert.rejects(iam.send(new I.CreateUserCommand({ UserName: 'ANN' })), {
      name: 'EntityAlreadyExistsException',
      message: 'User with name ANN already exists.',
    })
    await assert.rejects(iam.send(new I.GetUserCommand({ UserName: 'nobody' })), {
      name: 'NoSuchEntityException',
      message: 'The user with name nobody cannot be found.',
    })
    await assert.rejects(iam.send(new I.CreateUserCommand({ UserName: 'a b' })), (error: Error) => {
      assert.equal(error.name, 'ValidationError')
      assert.match(error.message, /^1 validation error detected: Value 'a b' at 'userName' failed/)
      return true
    })
  })

  it('pages through lists', async () => {
    for (let index = 0; index < 7; index++) {
      await iam.send(new I.CreateUserCommand({ UserName: `page${String(index)}`, Path: '/paged/' }))
    }
    const names: (string | undefined)[] = []
    for await (const page of I.paginateListUsers(
      { client: iam, pageSize: 3 },
      { PathPrefix: '/paged/' },
    )) {
      assert((page.Users ?? []).length <= 3)
      names.push(...(page.Users ?? []).map(({ UserName }) => UserName))
    }
    assert.deepEqual(names, ['page0', 'page1', 'page2', 'page3', 'page4', 'page5', 'page6'])
  })

  it('gives access by inline, managed and group policies, at once and until taken away', async () => {
    const keys = await realm.user('reader')
    const dynamodb = realm.dynamodb(keys)
    const list = (): Promise<unknown> => dynamodb.send(new ListTablesCommand({}))
    const denied = { name: 'AccessDeniedException' }
    await assert.rejects(list(), {
      ...denied,
      message: `User: arn:aws:iam::${account}:user/reader is not authorized to perform: dynamodb:ListTables on resource: arn:aws:dynamodb:us-east-1:${account}:table/* because no identity-based policy allows the dynamodb:ListTables action`,
    })
    const inline = { UserName: 'reader', PolicyName: 'p' }
    const PolicyDocument = policy(allow('dynamodb:ListTables'))
    await iam.send(new I.PutUserPolicyCommand({ ...inline, PolicyDocument }))
    await list()
    const got = await iam.send(new I.GetUserPolicyCommand(inline))
    assert.equal(decodeURIComponent(got.PolicyDocument ?? ''), PolicyDocument)
    await iam.send(new I.DeleteUserPolicyCommand(inline))
    await assert.rejects(list(), denied)

    const { Policy } = await iam.send(
      new I.CreatePolicyCommand({ PolicyName: 'lists', PolicyDocument }),
    )
    const PolicyArn = Policy?.Arn ?? ''
    await iam.send(new I.AttachUserPolicyCommand({ UserName: 'reader', PolicyArn }))
    await list()
    await assert.rejects(iam.send(new I.DeletePolicyCommand({ PolicyArn })), {
      name: 'DeleteConflictException',
    })
    const nothing = policy(deny('*'))
    const version = { PolicyArn, PolicyDocument: nothing, SetAsDefault: true }
    await iam.send(new I.CreatePolicyVersionCommand(version))
    await assert.rejects(list(), denied)
    await iam.send(new I.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
    await list()
    await iam.send(new I.DetachUserPolicyCommand({ UserName: 'reader', PolicyArn }))
    await assert.rejects(list(), denied)

    await iam.send(new I.CreateGroupCommand({ GroupName: 'readers' }))
    await iam.send(new I.AttachGroupPolicyCommand({ GroupName: 'readers', PolicyArn }))
    await assert.rejects(list(), denied)
    const member = { GroupName: 'readers', UserName: 'reader' }
    await iam.send(new I.AddUserToGroupCommand(member))
    await list()
    const group = await iam.send(new I.GetGroupCommand({ GroupName: 'readers' }))
    assert.deepEqual(
      group.Users?.map(({ UserName }) => UserName),
      ['reader'],
    )
    const entities = await iam.send(new I.ListEntitiesForPolicyCommand({ PolicyArn }))
    assert.deepEqual(
      entities.PolicyGroups?.map(({ GroupName }) => GroupName),
      ['readers'],
    )
    await iam.send(new I.RemoveUserFromGroupCommand(member))
    await assert.rejects(list(), denied)

    const full = 'arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'
    await iam.send(new I.AttachUserPolicyCommand({ UserName: 'reader', PolicyArn: full }))
    await list()
    const attached = await iam.send(new I.ListAttachedUserPoliciesCommand({ UserName: 'reader' }))
    assert.deepEqual(attached.AttachedPolicies, [
      { PolicyName: 'AmazonDynamoDBFullAccess', PolicyArn: full },
    ])
    await iam.send(
      new I.PutUserPermissionsBoundaryCommand({
        UserName: 'reader',
        PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
      }),
    )
    await assert.rejects(list(), /because no permissions boundary allows the dynamodb:ListTables/)
    await iam.send(new I.DeleteUserPermissionsBoundaryCommand({ UserName: 'reader' }))
    await list()
  })

  it('stops a key that is disabled or deleted, and answers it as an unknown one', async () => {
    const keys = await realm.user('rotated')
    await iam.send(
      new I.AttachUserPolicyCommand({
        UserName: 'rotated',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess',
      }),
    )
    const list = (): Promise<unknown> => realm.dynamodb(keys).send(new ListTablesCommand({}))
    await list()
    const key = { UserName: 'rotated', AccessKeyId: keys.accessKeyId }
    const unknown = {
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    }
    await iam.send(new I.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    await assert.rejects(list(), unknown)
    await iam.send(new I.UpdateAccessKeyCommand({ ...key, Status: 'Active' }))
    await list()
    await iam.send(new I.DeleteAccessKeyCommand(key))
    await assert.rejects(list(), unknown)
    const one = new I.CreateAccessKeyCommand({ UserName: 'rotated' })
    await iam.send(one)
    await iam.send(one)
    await assert.rejects(iam.send(one), {
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    })
  })

  it('refuses malformed policies and says where', async () => {
    const put = (PolicyDocument: string): Promise<unknown> =>
      iam.send(new I.PutUserPolicyCommand({ UserName: 'Ann', PolicyName: 'bad', PolicyDocument }))
    await assert.rejects(
      put(policy(allow('dynamodb:GetItem', { Colour: 'red' }))),
      (error: Error) => {
        assert.equal(error.name, 'MalformedPolicyDocumentException')
        assert.match(error.message, /Statement\[0\].*line 1, column \d+/)
        return true
      },
    )
    await assert.rejects(put('{"Version":'), { name: 'MalformedPolicyDocumentException' })
    await assert.rejects(
      iam.send(
        new I.CreateRoleCommand({
          RoleName: 'nobodys',
          AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${account}:user/ghost` }),
        }),
      ),
      {
        name: 'MalformedPolicyDocumentException',
        message: `Invalid principal in policy: "AWS":"arn:aws:iam::${account}:user/ghost"`,
      },
    )
  })

  it('decides its own operations by policies: path, tags and the policy that is attached', async () => {
    const keys = await realm.user('manager', '/staff/')
    await iam.send(
      new I.PutUserPolicyCommand({
        UserName: 'manager',
        PolicyName: 'p',
        PolicyDocument: policy(
          allow('iam:*', { Resource: `arn:aws:iam::${account}:user/interns/*` }),
          deny('iam:AttachUserPolicy', {
            Condition: {
              ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' },
            },
          }),
          deny('iam:DeleteUser', {
            Condition: { StringEquals: { 'aws:ResourceTag/keep': 'yes' } },
          }),
        ),
      }),
    )
    const manager = realm.iam(keys)
    const intern = { UserName: 'intern', Path: '/interns/', Tags: [{ Key: 'keep', Value: 'yes' }] }
    await manager.send(new I.CreateUserCommand(intern))
    const denied = { name: 'AccessDenied' }
    await assert.rejects(manager.send(new I.GetUserCommand({ UserName: 'Ann' })), {
      ...denied,
      message: `User: arn:aws:iam::${account}:user/staff/manager is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${account}:user/team/Ann because no identity-based policy allows the iam:GetUser action`,
    })
    await assert.rejects(manager.send(new I.CreateUserCommand({ UserName: 'x' })), denied)
    const attach = (name: string): Promise<unknown> =>
      manager.send(
        new I.AttachUserPolicyCommand({
          UserName: 'intern',
          PolicyArn: `arn:aws:iam::aws:policy/${name}`,
        }),
      )
    await assert.rejects(attach('AdministratorAccess'), /explicit deny in an identity-based policy/)
    await attach('IAMReadOnlyAccess')
    await assert.rejects(manager.send(new I.DeleteUserCommand({ UserName: 'intern' })), denied)
    // Moving somebody out of reach asks for both places.
    const away = new I.UpdateUserCommand({ UserName: 'intern', NewPath: '/staff/' })
    await assert.rejects(manager.send(away), denied)
  })

  it('renames users with all that belongs to them', async () => {
    const keys = await realm.user('before')
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'
    await iam.send(new I.AttachUserPolicyCommand({ UserName: 'before', PolicyArn }))
    await realm.dynamodb(keys).send(new ListTablesCommand({}))
    await iam.send(new I.UpdateUserCommand({ UserName: 'before', NewUserName: 'after' }))
    await realm.dynamodb(keys).send(new ListTablesCommand({}))
    await assert.rejects(iam.send(new I.DeleteUserCommand({ UserName: 'after' })), {
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must remove referenced objects first.',
    })
    await iam.send(new I.DetachUserPolicyCommand({ UserName: 'after', PolicyArn }))
    await iam.send(
      new I.DeleteAccessKeyCommand({ UserName: 'after', AccessKeyId: keys.accessKeyId }),
    )
    await iam.send(new I.DeleteUserCommand({ UserName: 'after' }))
    await assert.rejects(iam.send(new I.GetUserCommand({ UserName: 'before' })), {
      name: 'NoSuchEntityException',
    })
  })

  it('answers operations that it does not have by InvalidAction', async () => {
    await assert.rejects(iam.send(new I.ListServerCertificatesCommand({})), {
      name: 'InvalidAction',
      message: 'Could not find operation ListServerCertificates for version 2010-05-08',
    })
  })

  it('is refused with a wrong secret in the words of the Query protocol', async () => {
    const { accessKeyId } = realm.root
    const wrong = realm.iam({ accessKeyId, secretAccessKey: 'wrong' })
    await assert.rejects(wrong.send(new I.ListUsersCommand({})), { name: 'SignatureDoesNotMatch' })
    const unknown = realm.iam({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'wrong' })
    await assert.rejects(unknown.send(new I.ListUsersCommand({})), { name: 'InvalidClientTokenId' })
  })
})
