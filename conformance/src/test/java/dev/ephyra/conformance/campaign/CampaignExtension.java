package dev.ephyra.conformance.campaign;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Runs the rows that are asked for, gives each its {@link RowRecord} and keeps that at its end. Owned by JUnit. */
final class CampaignExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(CampaignExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return row(context)
                .filter(row -> !CampaignScale.includes(row.value()))
                .map(row -> ConditionEvaluationResult.disabled("row " + row.value() + " is not asked for"))
                .orElseGet(() -> ConditionEvaluationResult.enabled("asked for"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(RowRecord.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        CampaignRow row = row(context).orElseThrow();
        System.out.println("== row " + row.value() + ": " + row.fault() + ", seed " + CampaignScale.seed());
        RowRecord written = new RowRecord(row.value(), row.fault(), CampaignScale.seed());
        context.getStore(NAMESPACE).put(context.getUniqueId(), written);
        return written;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        RowRecord written = context.getStore(NAMESPACE).get(context.getUniqueId(), RowRecord.class);
        if (written != null) {
            Optional<Throwable> failure = context.getExecutionException();
            if (failure.isEmpty()) {
                written.keep("pass", "");
            } else {
                boolean skipped = failure.get() instanceof TestAbortedException;
                written.keep(
                        skipped ? "skipped" : "FAIL",
                        String.valueOf(failure.get().getMessage()));
            }
        }
    }

    private static Optional<CampaignRow> row(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), CampaignRow.class);
    }
}
