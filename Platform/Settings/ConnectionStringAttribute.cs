namespace OpsFlow.Platform.Settings;

/// <summary>A connection string: it is never shown, and the password in it is a secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionStringAttribute : Attribute;
