"""Uses boto3 against the server whose address and CA are given; prints what it saw as JSON."""

import json
import sys

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, ca, region, access_key, secret_key = sys.argv[1:6]


def resource(secret):
    return boto3.resource(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=region,
        verify=ca,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


dynamodb = resource(secret_key)
table = dynamodb.create_table(
    TableName="from-boto3",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"},
    ],
    KeySchema=[
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
)
table.wait_until_exists()
seen = {}

with table.batch_writer() as batch:
    for number in range(40):
        batch.put_item(Item={"pk": "p", "sk": number, "even": number % 2 == 0})
table.put_item(Item={"pk": "q", "sk": 1, "tags": {"b", "a"}, "bytes": b"\x00\xff", "nested": {"l": [1, None]}})
item = table.get_item(Key={"pk": "q", "sk": 1}, ConsistentRead=True)["Item"]
seen["item"] = {
    "tags": sorted(item["tags"]),
    "bytes": list(item["bytes"].value),
    "nested": [int(item["nested"]["l"][0]), item["nested"]["l"][1]],
}
updated = table.update_item(
    Key={"pk": "q", "sk": 1},
    UpdateExpression="SET n = if_not_exists(n, :zero) + :one",
    ExpressionAttributeValues={":zero": 0, ":one": 1},
    ReturnValues="UPDATED_NEW",
)
seen["updated"] = int(updated["Attributes"]["n"])
page = table.query(
    KeyConditionExpression=Key("pk").eq("p") & Key("sk").between(3, 9),
    FilterExpression=Attr("even").eq(True),
    ScanIndexForward=False,
)
seen["queried"] = [int(each["sk"]) for each in page["Items"]]
paginator = dynamodb.meta.client.get_paginator("scan")
pages = list(paginator.paginate(TableName="from-boto3", PaginationConfig={"PageSize": 15}))
seen["scanned"] = sum(len(page["Items"]) for page in pages)
try:
    table.put_item(Item={"pk": "q", "sk": 1}, ConditionExpression=Attr("pk").not_exists())
except dynamodb.meta.client.exceptions.ConditionalCheckFailedException as error:
    seen["condition"] = error.response["Error"]["Message"]
table.delete_item(Key={"pk": "q", "sk": 1})
seen["deleted"] = "Item" not in table.get_item(Key={"pk": "q", "sk": 1})
try:
    resource("wrong").Table("from-boto3").get_item(Key={"pk": "p", "sk": 1})
except ClientError as error:
    seen["wrong secret"] = error.response["Error"]["Code"]
table.delete()
table.wait_until_not_exists()
print(json.dumps(seen))
