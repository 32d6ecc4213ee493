namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>Kinds of error that the rules know.</summary>
internal enum ErrorKind
{
    Unknown,
    NullDereference,
    MissingKey,
    IndexRange,
    DivisionByZero,
    ParseFormat,
    TypeMismatch,
    NotCallable,
    UndefinedName,
    MissingMember,
    MissingResource,
    MissingRecord,
    MissingSchema,
    Constraint,
    NoValue,
    ValueRange,
    ArgumentMismatch,
    ConstantAssigned,
    TimeoutOrConnection,
    UpstreamStatus,
    Linkage,
    Syntax,
    Recursion,
    ConcurrentChange,
    InvalidArgument,
    InvalidState,
    Assertion,
}
