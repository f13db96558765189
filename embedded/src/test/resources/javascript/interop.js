// node interop.js REGISTRY_URL < request.json > answer.json
// Each record (hex, in Confluent's wire format) is read by both clients, and what was read is written by them again,
// under subjects of their own, with schemas that they register themselves.
const { SchemaRegistryClient, AvroSerializer, AvroDeserializer, SerdeType } = require('@confluentinc/schemaregistry');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');

async function confluent(url, topic, schema, records) {
  const client = new SchemaRegistryClient({ baseURLs: [url] });
  await client.register(topic + '-value', { schemaType: 'AVRO', schema });
  const reader = new AvroDeserializer(client, SerdeType.VALUE, {});
  const writer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
  const written = [];
  for (const hex of records) {
    const value = await reader.deserialize(topic, Buffer.from(hex, 'hex'));
    written.push((await writer.serialize(topic, value)).toString('hex'));
  }
  return written;
}

async function kafkajs(url, topic, schema, records) {
  const registry = new SchemaRegistry({ host: url });
  const { id } = await registry.register({ type: SchemaType.AVRO, schema }, { subject: topic + '-value' });
  const written = [];
  for (const hex of records) {
    const value = await registry.decode(Buffer.from(hex, 'hex'));
    written.push((await registry.encode(id, value)).toString('hex'));
  }
  return written;
}

async function main() {
  const url = process.argv[2];
  const types = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const answer = [];
  for (const { name, schema, records } of types) {
    answer.push({
      name,
      confluent: await confluent(url, 'js.confluent.' + name, schema, records),
      kafkajs: await kafkajs(url, 'js.kafkajs.' + name, schema, records),
    });
  }
  process.stdout.write(JSON.stringify(answer));
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
