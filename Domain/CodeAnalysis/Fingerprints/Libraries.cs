namespace OpsFlow.Domain.CodeAnalysis.Fingerprints;

/// <summary>Packages of libraries that no application is written in.</summary>
internal static class Libraries
{
    private static readonly string[] s_packages =
    [
        // Java and Kotlin
        "akka.", "brave.", "ch.qos.", "co.elastic.", "com.codahale.", "com.datastax.", "com.fasterxml.",
        "com.github.benmanes.", "com.google.", "com.ibm.", "com.microsoft.", "com.mongodb.", "com.mysql.",
        "com.netflix.", "com.rabbitmq.", "com.squareup.", "com.zaxxer.", "dev.langchain4j.", "feign.", "freemarker.",
        "groovy.", "io.grpc.", "io.jsonwebtoken.", "io.ktor.", "io.lettuce.", "io.micrometer.", "io.micronaut.",
        "io.netty.", "io.opentelemetry.", "io.quarkus.", "io.r2dbc.", "io.reactivex.", "io.undertow.", "io.vertx.",
        "jakarta.", "liquibase.", "net.bytebuddy.", "net.sf.", "okhttp3.", "okio.", "oracle.", "org.apache.",
        "org.aspectj.", "org.bson.", "org.codehaus.", "org.eclipse.", "org.flywaydb.", "org.glassfish.", "org.h2.",
        "org.hibernate.", "org.hsqldb.", "org.jboss.", "org.jdbi.", "org.jetbrains.exposed.", "org.jooq.", "org.junit.",
        "org.mariadb.", "org.mockito.", "org.mongodb.", "org.mybatis.", "org.postgresql.", "org.quartz.",
        "org.redisson.", "org.slf4j.", "org.springframework.", "org.sqlite.", "org.thymeleaf.", "org.yaml.",
        "play.api.", "reactor.", "redis.clients.", "retrofit2.", "software.amazon.", "zio.",
        // .NET
        "Autofac.", "AutoMapper.", "Azure.", "Castle.", "Confluent.Kafka.", "Dapper.", "Elastic.", "FluentValidation.",
        "Google.", "Grpc.", "Hangfire.", "MailKit.", "MassTransit.", "MediatR.", "MongoDB.", "MySql.",
        "MySqlConnector.", "NHibernate.", "Newtonsoft.", "Npgsql.", "Oracle.", "Pomelo.", "Polly.", "Quartz.",
        "RabbitMQ.", "Refit.", "RestSharp.", "Serilog.", "StackExchange.", "Swashbuckle.", "Temporalio.",
    ];

    /// <summary>Whether libraries have packages of this beginning, which therefore says too little.</summary>
    public static bool Begin(string package) =>
        s_packages.Any(p => p.StartsWith(package + ".", StringComparison.Ordinal));

    public static bool Have(string type) => s_packages.Any(p => type.StartsWith(p, StringComparison.Ordinal));
}
