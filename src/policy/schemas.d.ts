declare module '#schemas/*' {
  const schema: Record<string, unknown>;
  export default schema;
}
