import { connect } from 'amqplib';

/** A connection to RabbitMQ that comes back: amqplib itself connects once. */
export function createQueue(url, name) {
  let closed = false;
  let timer;
  let channel;
  let onMessage = () => {};
  /** The present connection, or the one under way. */
  let live = open();

  async function open() {
    try {
      const connection = await connect(url);
      connection.on('error', () => {}); // 'close' follows
      connection.on('close', reopen);
      const fresh = await connection.createConfirmChannel();
      fresh.on('error', () => {});
      await fresh.assertQueue(name, { durable: true });
      await fresh.consume(name, (message) => {
        if (message === null) return;
        onMessage(JSON.parse(message.content.toString()));
        fresh.ack(message);
      });
      channel = fresh;
      return connection;
    } catch (error) {
      reopen();
      throw error;
    }
  }

  function reopen() {
    channel = undefined;
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => {
      live = open();
      live.catch(() => {}); // the check says why
    }, 500);
  }

  live.catch(() => {});

  return {
    /** For the check. */
    connection: () => live,
    onMessage(handler) {
      onMessage = handler;
    },
    async publish(message) {
      if (channel === undefined) throw new Error('the queue is not connected');
      channel.sendToQueue(name, Buffer.from(JSON.stringify(message)), { persistent: true });
      await channel.waitForConfirms();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const connection = await live.catch(() => undefined);
      await connection?.close();
    },
  };
}
