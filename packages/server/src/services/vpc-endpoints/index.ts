export { fullAccess, type VpcEndpoints } from './ec2-operation.ts'
export { vpcEndpointService } from './operations.ts'
